import Kafka
import Postgres
import Stored
import Streaming

/// Finds the records of a batch that belong to an erasure which was carried out before they came: their partitions are
/// others than the erasure's, so no order holds between them.
enum LateErasures {
    /// The last erasure in each partition, those of this batch included.
    static func last(
        beside batch: BatchErasures, on connection: PostgresConnection
    ) throws -> [TopicPartition: LogPosition] {
        // The checkpoints have not moved yet, so the batch's own are not among those that the archive has passed.
        try batch.items.reduce(into: ArchiveErasures.last(on: connection)) { last, item in
            last[item.origin.place] = item.origin.position
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
            INSERT INTO \(Tables.erasedAhead) (topic, partition, generation, "offset")
            SELECT topic, partition, generation, "offset" FROM \(Routines.places)($1) ON CONFLICT DO NOTHING
            """, [.textArray(origins.map(\.description))])
    }

    private static func ahead(_ places: [RecordOrigin], on connection: PostgresConnection) throws -> Set<RecordOrigin> {
        guard !places.isEmpty else { return [] }
        // An erasure that is being carried out is waited for: it may be about to note one of these.
        try ArchiveErasures.share(on: connection)
        let rows = try connection.query(
            """
            DELETE FROM \(Tables.erasedAhead) AS a USING \(Routines.places)($1) AS given
            WHERE a.topic = given.topic COLLATE "C" AND a.partition = given.partition
                AND a.generation = given.generation AND a."offset" = given."offset"
            RETURNING given.place
            """, [.textArray(places.map(\.description))]
        ).rows
        return Set(try rows.compactMap { RecordOrigin(description: try $0.text(0)) })
    }

    private static func delete(_ places: Set<RecordOrigin>, on connection: PostgresConnection) throws {
        guard !places.isEmpty else { return }
        _ = try connection.query(
            """
            DELETE FROM \(Tables.events) AS e USING \(Routines.places)($1) AS given
            WHERE e.topic = given.topic COLLATE "C" AND e.partition = given.partition
                AND e.generation = given.generation AND e."offset" = given."offset"
            """, [.textArray(places.map(\.description))])
    }

    /// Forgets places whose records never needed it; after an erasure, when the checkpoints have moved.
    static func tidy(on connection: PostgresConnection) throws {
        _ = try connection.query(
            """
            DELETE FROM \(Tables.erasedAhead) AS a USING \(Tables.checkpoints) AS c
            WHERE c.topic = a.topic AND c.partition = a.partition
                AND (c.generation, c.next_offset) > (a.generation, a."offset")
            """)
    }
}
