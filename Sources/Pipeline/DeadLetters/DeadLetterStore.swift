import EventCodec
import Events
import Kafka
import Postgres
import Stored
import Streaming

/// The archive's dead letters, and what was decided about them. One owning thread, as its connection has.
package final class DeadLetterStore {
    private let connection: PostgresConnection
    // Headers are as large as what Kafka lets through, and JSON escapes take six bytes for one.
    private let parser = JSONParser(capacity: 1 << 23)

    /// Connects; the database must be migrated.
    package init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        connection = try PostgresConnection(configuration)
    }

    /// The newest ones that match, newest first.
    package func list(_ filter: DeadLetterFilter) throws -> [DeadLetter] {
        try connection.query(
            """
            SELECT \(DeadLetter.columns) FROM \(Tables.deadLetters)
            WHERE ($1::text IS NULL OR origin_topic = $1) AND ($2::text IS NULL OR reason = $2)
                AND ($3::bytea IS NULL OR key = $3) AND ($4::timestamptz IS NULL OR parked_at >= $4)
                AND ($5::text IS NULL OR state = $5)
            ORDER BY parked_at DESC, origin_topic, origin_partition, origin_generation DESC, origin_offset DESC LIMIT $6
            """,
            [
                filter.topic.map { .text($0) } ?? .null, filter.reason.map { .text($0) } ?? .null,
                filter.user.map { .bytea(Array($0.utf8)) } ?? .null,
                filter.since.map { .timestamptz($0.microseconds) } ?? .null,
                filter.state.map { .text($0.rawValue) } ?? .null,
                .int8(Int64(min(filter.limit, DeadLetterFilter.limitMax))),
            ]
        ).rows.map { try DeadLetter($0) }
    }

    /// Those of the origins that there are, in no order.
    package func find(_ origins: [RecordOrigin]) throws -> [DeadLetter] {
        try connection.query(
            """
            SELECT \(DeadLetter.columns) FROM \(Tables.deadLetters) JOIN \(Routines.places)($1) AS given
                ON \(Self.isGiven("dead_letters"))
            """, [Self.places(origins)]
        ).rows.map { try DeadLetter($0) }
    }

    /// The bytes of those of the origins that there are, in no order. They are read into memory at once.
    package func records(of origins: [RecordOrigin]) throws -> [ParkedRecord] {
        try records(of: origins, states: DeadLetter.State.allCases, isLocking: false)
    }

    /// Marks those that are open as not to be used.
    ///
    /// - Returns: how many of them were.
    package func discard(_ origins: [RecordOrigin], by name: String) throws -> Int {
        try connection.query(
            """
            UPDATE \(Tables.deadLetters) AS d SET state = 'discarded', decided_at = now(), decided_by = $2
            FROM \(Routines.places)($1) AS given WHERE \(Self.isGiven("d")) AND state = 'open'
            """, [Self.places(origins), .text(name)]
        ).affectedRows
    }

    /// Lends the bytes of those that are in one of the states, and notes where they were produced.
    ///
    /// All in one transaction that nobody else can come between. If it is cut off after they were produced, they are as
    /// they were before, and to produce them again is harmless: the folds know their ids.
    ///
    /// - Parameter produce: gives the place of each record that it produced.
    package func retry(
        _ origins: [RecordOrigin], from states: [DeadLetter.State], by name: String,
        produce: ([ParkedRecord]) throws -> [RecordOrigin: Delivery]
    ) throws -> [RecordOrigin: Delivery] {
        try connection.transaction {
            let produced = try produce(try records(of: origins, states: states, isLocking: true))
            let ordered = Array(produced)
            _ = try connection.query(
                """
                UPDATE \(Tables.deadLetters) AS d
                SET state = 'retried', decided_at = now(), decided_by = $2, retries = retries + 1,
                    retry_partition = produced.partition::integer, retry_offset = produced."offset"
                FROM \(Routines.places)($1) AS given
                JOIN unnest($1, $3, $4) AS produced (place, partition, "offset") ON produced.place = given.place
                WHERE \(Self.isGiven("d"))
                """,
                [
                    Self.places(ordered.map(\.key)), .text(name), .int8Array(ordered.map { Int64($0.value.partition) }),
                    .int8Array(ordered.map(\.value.offset)),
                ])
            return produced
        }
    }

    private func records(
        of origins: [RecordOrigin], states: [DeadLetter.State], isLocking: Bool
    ) throws -> [ParkedRecord] {
        try connection.query(
            """
            SELECT d.origin_topic, d.origin_partition, d.origin_offset, d.origin_generation, d.key, e.headers,
                coalesce(e.raw, convert_to(e.payload::text, 'UTF8')), e.payload IS NULL
            FROM \(Tables.deadLetters) AS d JOIN \(Routines.places)($1) AS given ON \(Self.isGiven("d"))
            JOIN \(Tables.events) AS e ON e."offset" = d."offset" AND e.partition = d.partition
                AND e.topic = '\(Topics.deadLetter)' AND e.generation = d.generation
                AND e.kafka_time = d.parked_at
            WHERE d.state = ANY($2)
            ORDER BY d.origin_topic, d.origin_partition, d.origin_generation, d.origin_offset
            \(isLocking ? "FOR UPDATE OF d" : "")
            """, [Self.places(origins), .textArray(states.map(\.rawValue))]
        ).rows.map { row in
            ParkedRecord(
                origin: try DeadLetter.origin(row), key: try row.isNull(4) ? nil : try row.bytes(4),
                headers: try row.isNull(5) ? [] : try ArchivedHeaders.read(try row.bytes(5), with: parser),
                value: try row.isNull(6) ? nil : try row.bytes(6), isExact: try row.bool(7))
        }
    }

    private static func places(_ origins: [RecordOrigin]) -> PostgresValue { .textArray(origins.map(\.description)) }

    /// The condition of a join with `archive.places(…) AS given`.
    private static func isGiven(_ table: StaticString) -> String {
        """
        \(table).origin_topic = given.topic COLLATE "C" AND \(table).origin_partition = given.partition
            AND \(table).origin_generation = given.generation AND \(table).origin_offset = given."offset"
        """
    }
}

extension DeadLetter {
    fileprivate static let columns = """
        origin_topic, origin_partition, origin_offset, origin_generation, reason, detail, key, parked_at, state, decided_at, decided_by,
        retries, retry_partition, retry_offset
        """

    fileprivate static func origin(_ row: PostgresRow) throws -> RecordOrigin {
        RecordOrigin(
            topic: try row.text(0), partition: Int32(clamping: try row.int(1)), offset: Int64(try row.int(2)),
            generation: Int64(try row.int(3)))
    }

    fileprivate init(_ row: PostgresRow) throws {
        let origin = try Self.origin(row)
        self.init(
            origin: origin, reason: try row.text(4), detail: try row.text(5),
            key: try row.isNull(6) ? nil : try row.bytes(6),
            parkedAt: Instant(microseconds: try row.timestamptz(7)),
            state: State(rawValue: try row.text(8)) ?? .open,
            decision: try row.isNull(9)
                ? nil
                : Decision(
                    by: try row.isNull(10) ? "" : try row.text(10), at: Instant(microseconds: try row.timestamptz(9))),
            retries: try row.int(11),
            retriedAs: try row.isNull(12)
                ? nil
                : RecordOrigin(
                    topic: origin.topic, partition: Int32(clamping: try row.int(12)), offset: Int64(try row.int(13))))
    }
}
