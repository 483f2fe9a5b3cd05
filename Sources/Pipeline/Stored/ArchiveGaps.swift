import Kafka
import Postgres
import Streaming

/// What the archive will never hold, although Kafka had it: the table `archive.gaps`.
package enum ArchiveGaps {
    /// One of them.
    package struct Entry: Equatable, Sendable, CustomStringConvertible {
        /// Where.
        package let place: TopicPartition
        /// What.
        package let gap: CheckpointMove.Gap

        /// A gap of a partition.
        package init(place: TopicPartition, gap: CheckpointMove.Gap) {
            self.place = place
            self.gap = gap
        }

        /// The place, the offsets and the reason.
        package var description: String { "\(place) \(gap)" }
    }

    /// Notes a gap, in the transaction that passes it over.
    package static func note(
        _ gap: CheckpointMove.Gap, in place: TopicPartition, on connection: PostgresConnection
    ) throws(PostgresError) {
        _ = try connection.query(
            """
            INSERT INTO \(Tables.gaps) (topic, partition, generation, from_offset, to_offset, reason)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
            """,
            [
                .text(place.topic), .int4(place.partition), .int8(gap.from.generation), .int8(gap.from.offset),
                gap.until.map { .int8($0) } ?? .null, .text(gap.reason.rawValue),
            ])
    }

    /// All of them, by place.
    package static func read(on connection: PostgresConnection) throws -> [Entry] {
        try connection.query(
            """
            SELECT topic, partition, generation, from_offset, to_offset FROM \(Tables.gaps)
            ORDER BY topic, partition, generation, from_offset
            """
        ).rows.map { row in
            Entry(
                place: TopicPartition(topic: try row.text(0), partition: Int32(clamping: try row.int(1))),
                gap: CheckpointMove.Gap(
                    from: LogPosition(generation: Int64(try row.int(2)), offset: Int64(try row.int(3))),
                    until: try row.isNull(4) ? nil : Int64(try row.int(4))))
        }
    }
}
