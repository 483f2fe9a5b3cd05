import Events
import Postgres
import Stored
import Streaming

/// Deletes what the archive holds of a person in one topic, and what was computed from that; notes the erasure.
///
/// The order of the tables is that of the other writers, so that nobody waits for each other.
enum ErasureTables {
    /// - Returns: how many archived records are gone.
    @discardableResult
    static func erase(_ item: BatchErasures.Item, on connection: PostgresConnection) throws -> Int {
        let (user, topic) = (PostgresValue.text(item.erasure.user.text), PostgresValue.text(item.origin.topic))
        let key = PostgresValue.bytea(Array(item.erasure.user.text.utf8))
        let place = [
            topic, .int4(item.origin.partition), .int8(item.origin.offset), .int8(item.origin.generation),
        ]
        let derived = PostgresValue.textArray([Topics.insights, Topics.deadLetter])
        var records = 0
        records += try connection.query(ownEvents, [user] + place).first?.int(0) ?? 0
        records += try connection.query(otherRecords, [key, topic]).affectedRows
        records += try connection.query(namingRecords, [user] + place).affectedRows
        records += try connection.query(insights, [user] + place + [derived]).affectedRows
        records += try connection.query(deadLetters, [key] + place + [derived]).first?.int(0) ?? 0
        records += try connection.query(namingLetters, [user] + place + [derived]).first?.int(0) ?? 0
        _ = try connection.query(deadLetterList, [key] + place)
        _ = try connection.query(namingLetterList, [user] + place)
        if item.origin.topic == Topics.wellness {
            for table in wellness { _ = try connection.query(table, [user]) }
            for table in computed { _ = try connection.query(table, [user] + place) }
            for table in history { _ = try connection.query(table, [user]) }
        }
        _ = try connection.query(documents, [user] + place)
        _ = try connection.query(
            note, place + [.text(item.erasure.id), .timestamptz(item.kafkaTime), .int8(Int64(records))])
        return records
    }

    private static let ownEvents = noting("DELETE FROM \(Tables.events) WHERE user_id = $1 AND topic = $2")
    private static let ofKey = RecordsByKey.condition(user: "$1")
    private static let otherRecords = "DELETE FROM \(Tables.events) WHERE user_id IS NULL AND \(ofKey) AND topic = $2"
    /// Those that cannot be used and name the person, whatever their key: in the erasure's partition only what comes before it.
    private static let namingRecords = """
        DELETE FROM \(Tables.events) WHERE names @> ARRAY[$1] AND topic = $2
            AND NOT (partition = $3 AND (generation, "offset") >= ($5, $4))
        """
    private static let insights = """
        DELETE FROM \(Tables.events) WHERE user_id = $1 AND topic = ANY($6)
            AND \(Routines.tellsOf)(headers, $2, $3, $5, $4)
        """
    private static let deadLetters = noting(
        """
        DELETE FROM \(Tables.events)
        WHERE user_id IS NULL AND \(ofKey) AND topic = ANY($6) AND \(Routines.tellsOf)(headers, $2, $3, $5, $4)
        """)

    private static let namingLetters = noting(
        """
        DELETE FROM \(Tables.events)
        WHERE names @> ARRAY[$1] AND topic = ANY($6) AND \(Routines.tellsOf)(headers, $2, $3, $5, $4)
        """)

    private static let namingLetterList = """
        DELETE FROM \(Tables.deadLetters)
        WHERE names @> ARRAY[$1] AND origin_topic = $2 AND NOT \(isLater)
        """
    private static let deadLetterList = """
        DELETE FROM \(Tables.deadLetters)
        WHERE \(ofKey) AND origin_topic = $2 AND NOT \(isLater)
        """

    /// Notes the places in other partitions that the deleted records name and the archive has not come to; in the erasure's own
    /// partition it has come to all. Counts the deleted records.
    private static func noting(_ delete: String) -> String {
        """
        WITH gone AS (\(delete) RETURNING headers), ahead AS (
            INSERT INTO \(Tables.erasedAhead) (topic, partition, generation, "offset")
            SELECT DISTINCT o.topic, o.partition::integer, o.generation, o."offset"
            FROM gone, \(Routines.origins)(gone.headers) AS o
            LEFT JOIN \(Tables.checkpoints) AS c ON c.topic = o.topic COLLATE "C" AND c.partition = o.partition
            WHERE o.topic = $2 AND o.partition <> $3
                AND (o.generation, o."offset") >= (coalesce(c.generation, 0), coalesce(c.next_offset, 0))
            ON CONFLICT DO NOTHING)
        SELECT count(*) FROM gone
        """
    }

    private static let wellness = [
        "DELETE FROM \(Tables.hrvDaily) WHERE user_id = $1", "DELETE FROM \(Tables.sleepDaily) WHERE user_id = $1",
        "DELETE FROM \(Tables.napDaily) WHERE user_id = $1", "DELETE FROM \(Tables.trainingDaily) WHERE user_id = $1",
        "DELETE FROM \(Tables.profileSettings) WHERE user_id = $1",
    ]

    // What was computed from later records may be there already: insights have partitions of their own.
    private static let computed = [Tables.rescoreQueue, Tables.readinessSnapshots].map { table in
        """
        DELETE FROM \(table) WHERE user_id = $1
            AND NOT (origin_topic = $2 AND \(isLater))
        """
    }

    // Any revision may tell what the score was before, so the history begins anew.
    private static let history = [
        "DELETE FROM \(Tables.readinessRevisions) WHERE user_id = $1",
        "UPDATE \(Tables.readinessSnapshots) SET revision = 0 WHERE user_id = $1 AND revision > 0",
    ]

    private static let documents = """
        DELETE FROM \(Tables.profileSnapshots) WHERE user_id = $1
            AND origin_topic = $2 AND NOT \(isLater)
        """

    private static let note = """
        INSERT INTO \(Tables.erasures) (topic, partition, "offset", generation, erasure_id, kafka_time, records)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """

    /// What was computed from later records of the erasure's own partition.
    private static let isLater =
        "(origin_partition = $3 AND (origin_generation, origin_offset) >= ($5, $4))"
}
