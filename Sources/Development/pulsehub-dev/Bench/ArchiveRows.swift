import Assembly
import Cold
import Events
import Kafka
import Postgres
import Stored
import Streaming

/// The rows of the archive: PostgreSQL's COPY by itself, and the archiver around it.
struct ArchiveRows {
    let assembly: Assembly
    let reader: LogReader

    /// One record as the archive's columns, ready to be written.
    private struct Prepared {
        let record: (offset: Int64, partition: Int32, timeMs: Int64)
        let key: [UInt8]
        let value: [UInt8]
        let event: Event
    }

    /// Binary COPY of the same rows, prepared in memory, into a table of the same columns and indexes.
    func copy() throws -> Measurement {
        let rows = try prepare()
        let connection = try PostgresConnection(try assembly.postgres())
        _ = try connection.execute(
            "DROP TABLE IF EXISTS bench_events; CREATE TABLE bench_events (LIKE \(Tables.events) INCLUDING ALL)")
        let headers = Array(#"[{"name": "content-type", "value": "application/cloudevents+json"}]"#.utf8)
        let watch = Stopwatch()
        var next = 0
        while next < rows.count {
            let end = min(rows.count, next + reader.batchRecords)
            _ = try connection.execute("BEGIN")
            try connection.copyIn("COPY bench_events FROM STDIN (FORMAT binary)") { writer in
                for row in rows[next..<end] { try Self.write(row, headers, &writer) }
            }
            _ = try connection.execute("COMMIT")
            next = end
        }
        let measurement = watch.measurement(items: rows.count)
        _ = try connection.execute("DROP TABLE bench_events")
        return measurement
    }

    /// The archiver as it runs in its process.
    func archiver() async throws -> Measurement {
        let archiver = try assembly.archiver()
        return try await archiver.runner.measure(until: reader.events, items: { archiver.progress.records })
    }

    private func prepare() throws -> [Prepared] {
        let decoder = RecordReader()
        var rows: [Prepared] = []
        rows.reserveCapacity(reader.events)
        _ = try reader.read { batch in
            try batch.forEach { record in
                guard case .event(let event) = decoder.read(record), let key = record.key.copied,
                    let value = record.value.copied
                else { throw DevError("a record is no event") }
                rows.append(
                    Prepared(
                        record: (record.offset, record.partition, record.timestampMs), key: key,
                        value: value, event: event))
            }
        }
        return rows
    }

    /// In the order of the table's columns.
    private static func write(
        _ row: Prepared, _ headers: [UInt8], _ writer: inout CopyWriter
    ) throws(PostgresError) {
        try writer.beginRow(columns: 12)
        writer.int64(row.record.offset)
        writer.int32(row.record.partition)
        writer.text(Topics.wellness)
        writer.timestamptz(row.record.timeMs * 1000)
        writer.bytea(row.key)
        writer.text(row.event.subject)
        writer.text(row.event.payload.type)
        writer.timestamptz(row.event.time.microseconds)
        writer.jsonb(headers)
        writer.jsonb(row.value)
        writer.null()
        writer.null()
    }
}
