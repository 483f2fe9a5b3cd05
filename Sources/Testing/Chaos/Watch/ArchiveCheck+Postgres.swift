import Events
import Kafka
import Postgres
import TestSupport

extension ArchiveCheck {
    /// Reads the archive of the topics that clients write.
    init(_ pipeline: Pipeline, _ witness: Witness, _ load: Load) throws {
        let rows = try pipeline.openPostgres().query(
            """
            SELECT topic, partition, "offset", coalesce(payload->>'id', '') AS id FROM archive.events
            WHERE topic = ANY($1)
            """, [.textArray(Pipeline.inputs)]
        ).rows
        self.init(
            try rows.map { row in
                Row(
                    TopicPartition(topic: try row.text("topic"), partition: Int32(try row.int("partition"))),
                    offset: try row.int("offset"), id: try row.text("id"))
            }, log: witness.log, acknowledged: load.acknowledged.keys, unknown: load.unknown)
    }

    /// Of every topic: as many rows as offsets, and as many as the log has records that nobody has erased. One line for each
    /// partition where not.
    static func miscounts(_ pipeline: Pipeline, _ witness: Witness) throws -> [String] {
        let rows = try pipeline.openPostgres().query(
            """
            SELECT topic, partition, count(*) AS rows, count(DISTINCT "offset") AS offsets FROM archive.events
            GROUP BY topic, partition
            """
        ).rows
        var archived: [TopicPartition: (rows: Int64, offsets: Int64)] = [:]
        for row in rows {
            let place = TopicPartition(topic: try row.text("topic"), partition: Int32(try row.int("partition")))
            archived[place] = (Int64(try row.int("rows")), Int64(try row.int("offsets")))
        }
        let kept = witness.log.kept
        return Set(kept.keys).union(archived.keys).compactMap { place in
            let (count, found) = (kept[place] ?? 0, archived[place] ?? (0, 0))
            if found == (count, count) { return nil }
            return "\(place) has \(count) records to keep, the archive \(found.rows) rows of \(found.offsets) offsets"
        }
    }
}
