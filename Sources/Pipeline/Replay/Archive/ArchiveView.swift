import Events
import Kafka
import Postgres
import Stored
import Streaming

/// The archive as it stands at one moment: everything read in ``within(_:)`` belongs together.
///
/// One owning thread, as its connection has.
final class ArchiveView {
    /// The topics whose records make profiles.
    static let topics = [Topics.wellness, Topics.activity]
    private static let rowsPerFetch = 2000
    private static let firstTime = "min(kafka_time) OVER (PARTITION BY user_id, topic, partition)"

    let connection: PostgresConnection
    private let reader = ArchivedRecordReader()

    init(_ configuration: PostgresConfiguration) throws {
        var configuration = configuration
        // A sort of one user's million events, or a search for rows without an event, may take its time.
        configuration.statementTimeout = .zero
        connection = try PostgresConnection(configuration)
        // Every row will be read, so the plan with the least total cost is the right one.
        _ = try connection.execute("SET cursor_tuple_fraction = 1")
    }

    /// Runs the body on a snapshot that later commits do not touch.
    func within<Value>(_ body: () throws -> Value) throws -> Value {
        try connection.transaction {
            _ = try connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return try body()
        }
    }

    /// How far the archive has come.
    func checkpoints() throws -> [TopicPartition: Checkpoint] {
        try ArchiveCheckpoints.read(on: connection)
    }

    /// The next users by the bytes of their ids; one index probe each, however many events they have.
    func users(after user: String, limit: Int) throws -> [String] {
        try connection.query(
            """
            WITH RECURSIVE users (user_id) AS (
                (SELECT user_id FROM \(Tables.events) WHERE user_id > $1 ORDER BY user_id LIMIT 1)
                UNION ALL
                SELECT (SELECT e.user_id FROM \(Tables.events) AS e WHERE e.user_id > users.user_id
                    ORDER BY e.user_id LIMIT 1)
                FROM users WHERE users.user_id IS NOT NULL)
            SELECT user_id FROM users WHERE user_id IS NOT NULL LIMIT $2
            """, [.text(user), .int8(Int64(limit))]
        ).rows.map { try $0.text(0) }
    }

    /// Those of the users of whom the archive holds nothing.
    func unknown(_ users: [String]) throws -> [String] {
        try connection.query(
            """
            SELECT given.user_id FROM unnest($1) AS given (user_id)
            WHERE NOT EXISTS (SELECT FROM \(Tables.events) AS e WHERE e.user_id = given.user_id COLLATE "C")
            """, [.textArray(users)]
        ).rows.map { try $0.text(0) }
    }

    /// Lends the valid events of these users, user by user and partition by partition in the order of offsets.
    ///
    /// Only inside ``within(_:)``, since a cursor lives no longer than its transaction.
    /// - Parameter topicsByTime: whose partitions come in the order of the user's first record in each, and not of their
    ///   numbers.
    func forEachRecord(
        of users: [String], topicsByTime: [String] = [], _ body: (Result<ArchivedRecord, UnreadableRecord>) -> Void
    ) throws {
        let first = topicsByTime.isEmpty ? "" : "CASE WHEN topic = ANY($3) THEN \(Self.firstTime) END, "
        let topics = topicsByTime.isEmpty ? [] : [PostgresValue.textArray(topicsByTime)]
        _ = try connection.query(
            """
            DECLARE replay NO SCROLL CURSOR FOR
            SELECT \(ArchivedRecordReader.columns) FROM \(Tables.events)
            WHERE user_id = ANY($1) AND topic = ANY($2) AND rejection IS NULL
            ORDER BY user_id, topic, \(first)partition, generation, "offset"
            """, [.textArray(users), .textArray(Self.topics)] + topics)
        while true {
            let rows = try connection.query("FETCH \(Self.rowsPerFetch) FROM replay")
            for row in rows.rows {
                do { body(.success(try reader.read(row))) } catch let error as UnreadableRecord {
                    body(.failure(error))
                }
            }
            guard rows.count == Self.rowsPerFetch else { break }
        }
        _ = try connection.execute("CLOSE replay")
    }

    /// The partitions where these users have events.
    func partitions(of user: String) throws -> Set<TopicPartition> {
        let rows = try connection.query(
            "SELECT DISTINCT topic, partition FROM \(Tables.events) WHERE user_id = $1 AND topic = ANY($2)",
            [.text(user), .textArray(Self.topics)]
        ).rows
        return Set(
            try rows.map { TopicPartition(topic: try $0.text(0), partition: Int32(clamping: try $0.int(1))) })
    }

    /// Which of these users wait for a rescore.
    func queuedForRescore(_ users: [String]) throws -> Set<ExactText> {
        let rows = try connection.query(
            "SELECT user_id FROM \(Tables.rescoreQueue) WHERE user_id = ANY($1)", [.textArray(users)]
        ).rows
        return Set(try rows.map { ExactText(try $0.text(0)) })
    }

    /// About how many records will be folded, by the checkpoints: counting them would take as long as folding them.
    func recordCount() throws -> Int64 {
        let row = try connection.query(
            "SELECT coalesce(sum(next_offset), 0)::bigint FROM \(Tables.checkpoints) WHERE topic = ANY($1)",
            [.textArray(Self.topics)]
        ).first
        return Int64(try row?.int(0) ?? 0)
    }

    /// Where partitions begin of which the archive does not hold the first record.
    func lateBeginnings() throws -> [TopicPartition: Int64] {
        let rows = try connection.query(
            """
            SELECT topic, partition, first FROM \(Tables.checkpoints) AS c, LATERAL (
                SELECT "offset" AS first FROM \(Tables.events) AS e
                WHERE e.topic = c.topic AND e.partition = c.partition AND e.generation = 0 ORDER BY "offset" LIMIT 1
            ) AS begin
            WHERE topic = ANY($1) AND first > 0
            """, [.textArray(Self.topics)]
        ).rows
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                let place = TopicPartition(topic: try row.text(0), partition: Int32(clamping: try row.int(1)))
                return (place, Int64(try row.int(2)))
            })
    }

    /// What the archive of these topics lacks in its midst.
    func gaps() throws -> [ArchiveGaps.Entry] {
        try ArchiveGaps.read(on: connection).filter { Self.topics.contains($0.place.topic) }
    }

    /// Changes whenever the archive or the rescorer has moved on.
    func position() throws -> String {
        try connection.query(
            """
            SELECT (SELECT coalesce(sum(next_offset), 0) FROM \(Tables.checkpoints))::text || ' '
                || (SELECT count(*) FROM \(Tables.rescoreQueue))
            """
        ).first?.text(0) ?? ""
    }
}
