import Events
import Kafka
import Postgres
import Stored
import Streaming

/// A record of the topic `dead-letter` as an entry of the list to work off.
struct DeadLetterRow {
    /// Where it stands in `dead-letter`.
    let place: RecordOrigin
    /// Where the refused record stood.
    let origin: RecordOrigin
    let reason: String
    let detail: String
    let key: [UInt8]?
    let kafkaTime: Int64
    /// Whom the refused record names.
    let names: [String]

    private static let reasonBytesMax = 64
    private static let detailBytesMax = 2048

    /// Nil where somebody else than a stream processor wrote it: it is archived, and nothing could be retried.
    init?(_ record: borrowing Record, at place: RecordOrigin, names: [String]) {
        guard record.hasHeaders else { return nil }
        let headers = record.headers()
        // The pipeline adds its headers at the end; others of the name were there before.
        func text(_ name: String, bytesMax: Int) -> String? {
            headers.last { $0.name == name }?.value.map { value in
                String(decoding: value.prefix(bytesMax).filter { $0 != 0 }, as: UTF8.self)
            }
        }
        guard let origin = text(RecordHeader.origin, bytesMax: 300).flatMap({ RecordOrigin(description: $0) }),
            [Topics.wellness, Topics.activity].contains(origin.topic), origin.partition >= 0, origin.offset >= 0
        else { return nil }
        self.place = place
        self.origin = origin
        reason = text(RecordHeader.reason, bytesMax: Self.reasonBytesMax) ?? "unknown"
        detail = text(RecordHeader.detail, bytesMax: Self.detailBytesMax) ?? ""
        key = record.key.copied
        kafkaTime = RecordColumns.kafkaTime(record)
        self.names = names
    }
}

/// Writes `archive.dead_letters`. The stream processor parks at least once: a copy changes nothing.
enum DeadLetterTable {
    static let prepare = "CREATE TEMP TABLE stage_dead_letters (LIKE \(Tables.deadLetters)) ON COMMIT DELETE ROWS;"

    static func insert(_ rows: [DeadLetterRow], on connection: PostgresConnection) throws {
        guard !rows.isEmpty else { return }
        _ = try connection.copyIn(
            """
            COPY stage_dead_letters (origin_topic, origin_partition, origin_offset, origin_generation, reason, detail, \
            key, partition, "offset", generation, parked_at, state, retries, names) FROM STDIN (FORMAT binary)
            """
        ) { copy in
            for row in rows { try write(row, &copy) }
        }
        _ = try connection.query(
            """
            INSERT INTO \(Tables.deadLetters)
            SELECT DISTINCT ON (origin_topic, origin_partition, origin_generation, origin_offset) *
            FROM stage_dead_letters
            ORDER BY origin_topic, origin_partition, origin_generation, origin_offset, parked_at, partition, generation,
                "offset"
            ON CONFLICT DO NOTHING
            """)
    }

    private static func write(_ row: DeadLetterRow, _ copy: inout CopyWriter) throws {
        try copy.beginRow(columns: 14)
        copy.text(row.origin.topic)
        copy.int32(row.origin.partition)
        copy.int64(row.origin.offset)
        copy.int64(row.origin.generation)
        copy.text(row.reason)
        copy.text(row.detail)
        if let key = row.key { copy.bytea(key) } else { copy.null() }
        copy.int32(row.place.partition)
        copy.int64(row.place.offset)
        copy.int64(row.place.generation)
        copy.timestamptz(row.kafkaTime)
        copy.text("open")
        copy.int32(0)
        if row.names.isEmpty { copy.null() } else { copy.textArray(row.names) }
    }
}
