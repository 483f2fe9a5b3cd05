import DailyStore
import Kafka
import Postgres
import Streaming

/// Finds the records of a batch that belong to an erasure which was carried out before they came: their partitions are
/// others than the erasure's, so no order holds between them.
enum LateErasures {
    /// The last erasure in each partition, those of this batch included.
    static func last(
        beside batch: BatchErasures, on connection: PostgresConnection
    ) throws -> [TopicPartition: Int64] {
        // The checkpoints have not moved yet, so the batch's own are not among those that the archive has passed.
        try batch.items.reduce(into: ArchiveErasures.last(on: connection)) { last, item in
            last[TopicPartition(topic: item.origin.topic, partition: item.origin.partition)] = item.origin.offset
        }
    }

    /// Deletes them, once the batch and its checkpoints are written, and tells the batch which they are.
    static func erase(_ batch: inout ArchiveBatch, on connection: PostgresConnection) throws {
        try note(batch.erasedOrigins, on: connection)
        // By what an insight or a dead letter was computed from; a moved record by what was noted when its copy was erased.
        let gone = try ArchiveErasures.gone(Set(batch.suspects.values), on: connection)
        var late = Set(batch.suspects.filter { gone.contains($0.value) }.keys)
        late.formUnion(try ahead(batch.strays.map(\.place), on: connection))
        try delete(late, on: connection)
        batch.settle(without: late)
    }

    private static func note(_ origins: Set<RecordOrigin>, on connection: PostgresConnection) throws {
        guard !origins.isEmpty else { return }
        _ = try connection.query(
            """
            INSERT INTO archive.erased_ahead
            SELECT split_part(place, '/', 1), split_part(place, '/', 2)::integer, split_part(place, '/', 3)::bigint
            FROM unnest($1) AS place ON CONFLICT DO NOTHING
            """, [.textArray(origins.map(\.description))])
    }

    private static func ahead(_ places: [RecordOrigin], on connection: PostgresConnection) throws -> Set<RecordOrigin> {
        guard !places.isEmpty else { return [] }
        // An erasure that is being carried out is waited for: it may be about to note one of these.
        try ArchiveErasures.share(on: connection)
        let rows = try connection.query(
            """
            DELETE FROM archive.erased_ahead AS a USING unnest($1) AS place
            WHERE a.topic = split_part(place, '/', 1) COLLATE "C" AND a.partition = split_part(place, '/', 2)::integer
                AND a."offset" = split_part(place, '/', 3)::bigint
            RETURNING place
            """, [.textArray(places.map(\.description))]
        ).rows
        return Set(try rows.compactMap { RecordOrigin(description: try $0.text(0)) })
    }

    private static func delete(_ places: Set<RecordOrigin>, on connection: PostgresConnection) throws {
        guard !places.isEmpty else { return }
        _ = try connection.query(
            """
            DELETE FROM archive.events AS e USING unnest($1) AS place
            WHERE e.topic = split_part(place, '/', 1) COLLATE "C" AND e.partition = split_part(place, '/', 2)::integer
                AND e."offset" = split_part(place, '/', 3)::bigint
            """, [.textArray(places.map(\.description))])
    }

    /// Forgets places whose records never needed it; after an erasure, when the checkpoints have moved.
    static func tidy(on connection: PostgresConnection) throws {
        _ = try connection.query(
            """
            DELETE FROM archive.erased_ahead AS a USING archive.checkpoints AS c
            WHERE c.topic = a.topic AND c.partition = a.partition AND c.next_offset > a."offset"
            """)
    }
}
