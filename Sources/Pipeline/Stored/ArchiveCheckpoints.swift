import Kafka
import Postgres
import Streaming

/// How far the archive has come.
package enum ArchiveCheckpoints {
    /// The checkpoint of every partition that the archiver has ever written; one statement.
    package static func read(on connection: PostgresConnection) throws -> [TopicPartition: Checkpoint] {
        // As Redis holds it.
        let rows = try connection.query(
            """
            SELECT topic, partition,
                concat(next_offset, ' @', generation, ',', start_offset, ',', mark, ',', earlier, ' ' || cluster_id)
            FROM \(Tables.checkpoints)
            """
        ).rows
        var found: [TopicPartition: Checkpoint] = [:]
        for row in rows {
            let place = TopicPartition(topic: try row.text(0), partition: Int32(clamping: try row.int(1)))
            guard let checkpoint = Checkpoint(text: try row.text(2)) else { throw UnreadableCheckpoint(place: place) }
            found[place] = checkpoint
        }
        return found
    }

    /// Moves a checkpoint from what its owner believes in; false if it is elsewhere.
    package static func move(
        _ place: TopicPartition, _ move: CheckpointMove, on connection: PostgresConnection
    ) throws -> Bool {
        let next = move.next
        let values: [PostgresValue] = [
            .text(place.topic), .int4(place.partition), .int8(next.nextOffset),
            next.clusterID.map { .text($0) } ?? .null, .int8(next.generation), .int8(next.start),
            .text(next.markText), .text(next.earlierText),
        ]
        guard let expected = move.expected else {
            return try connection.query(
                """
                INSERT INTO \(Tables.checkpoints)
                    (topic, partition, next_offset, cluster_id, generation, start_offset, mark, earlier)
                VALUES ($1, $2, $3, $4::text, $5, $6, $7, $8) ON CONFLICT DO NOTHING
                """, values
            ).affectedRows == 1
        }
        return try connection.query(
            """
            UPDATE \(Tables.checkpoints)
            SET next_offset = $3, cluster_id = $4::text, generation = $5, start_offset = $6, mark = $7, earlier = $8,
                updated_at = now()
            WHERE topic = $1 AND partition = $2 AND next_offset = $9 AND cluster_id IS NOT DISTINCT FROM $10::text
                AND generation = $11
            """,
            values + [
                .int8(expected.nextOffset), expected.clusterID.map { .text($0) } ?? .null, .int8(expected.generation),
            ]
        ).affectedRows == 1
    }
}

/// A row of `archive.checkpoints` holds something else than a checkpoint.
struct UnreadableCheckpoint: Error, CustomStringConvertible {
    let place: TopicPartition

    var description: String {
        "\(Tables.checkpoints) holds no checkpoint for \(place): "
            + "a row was changed by hand, or written by a newer version"
    }
}
