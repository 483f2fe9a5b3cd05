import Events
import Kafka
import Postgres
import TestSupport

/// Compares the archive with the log as the witness read it, and with what clients were told.
struct ArchiveCheck {
    /// Acknowledged events that are not in the archive.
    private(set) var lost: Set<ExactText> = []
    /// Events that are in the archive more often than once.
    private(set) var doubled: Set<ExactText> = []
    /// How many events nobody acknowledged, and are in the archive nevertheless.
    private(set) var storedUnacknowledged = 0

    init(_ pipeline: Pipeline, witness: Witness, load: Load, journal: Journal) throws {
        let connection = try pipeline.openPostgres()
        try Self.countRows(connection, ends: witness.ends, journal)
        let rows = try connection.query(
            """
            SELECT topic, partition, "offset", coalesce(payload->>'id', '') AS id FROM archive.events
            WHERE topic = ANY($1)
            """, [.textArray(Pipeline.inputs)]
        ).rows
        let events = witness.events
        var copies: [ExactText: Int] = [:]
        for row in rows {
            let place = TopicPartition(topic: try row.text("topic"), partition: Int32(try row.int("partition")))
            let (offset, id) = (try row.int("offset"), ExactText(try row.text("id")))
            copies[id, default: 0] += 1
            let log = events[place] ?? []
            if !log.indices.contains(offset) || log[offset] != id {
                journal.violation("the archive has \(id.text) at offset \(offset) of \(place), the log has not")
            }
        }
        lost = Set(load.acknowledged.keys.filter { copies[$0] == nil })
        doubled = Set(copies.filter { $0.value > 1 }.keys)
        storedUnacknowledged = load.unknown.count { copies[$0] != nil }
        for id in lost.prefix(5) { journal.violation("acknowledged and not in the archive: \(id.text)") }
        for id in doubled.prefix(5) {
            let inLog = events.values.joined().count { $0 == id }
            journal.violation("\(copies[id] ?? 0) times in the archive, \(inLog) times in the log: \(id.text)")
        }
    }

    /// Every record of every topic once: as many rows as offsets, and as many as the log has records.
    private static func countRows(
        _ connection: PostgresConnection, ends: [TopicPartition: Int64], _ journal: Journal
    ) throws {
        var missing = ends
        let rows = try connection.query(
            """
            SELECT topic, partition, count(*) AS rows, count(DISTINCT "offset") AS offsets FROM archive.events
            GROUP BY topic, partition
            """
        ).rows
        for row in rows {
            let place = TopicPartition(topic: try row.text("topic"), partition: Int32(try row.int("partition")))
            let (count, offsets) = (Int64(try row.int("rows")), Int64(try row.int("offsets")))
            let end = missing.removeValue(forKey: place) ?? 0
            if count != end || offsets != end {
                journal.violation("\(place) has \(end) records, the archive \(count) rows of \(offsets) of them")
            }
        }
        for (place, end) in missing where end > 0 { journal.violation("nothing of \(place) is in the archive") }
    }
}
