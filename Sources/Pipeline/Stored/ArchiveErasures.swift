import Kafka
import Postgres
import Streaming

/// What everybody who reads or writes the archive must know of erasures.
///
/// Whoever writes what was computed from earlier records shares the table first. An erasure locks it against them, so it
/// finds everything that they wrote, and they see every erasure before they write.
package enum ArchiveErasures {
    /// Keeps erasures out until the end of the transaction, and so sees all that were before. Costs next to nothing.
    package static func share(on connection: PostgresConnection) throws(PostgresError) {
        try connection.execute("LOCK TABLE \(Tables.erasures) IN ROW EXCLUSIVE MODE")
    }

    /// Waits for those who share the table, and keeps others out until the end of the transaction.
    ///
    /// To be called before the transaction locks anything else, so that nobody waits for each other.
    package static func lock(on connection: PostgresConnection) throws(PostgresError) {
        try connection.execute("LOCK TABLE \(Tables.erasures) IN SHARE ROW EXCLUSIVE MODE")
    }

    /// The place of the last erasure in each partition that has any.
    package static func last(on connection: PostgresConnection) throws -> [TopicPartition: LogPosition] {
        let rows = try connection.query(
            """
            SELECT DISTINCT ON (topic, partition) topic, partition, generation, "offset" FROM \(Tables.erasures)
            ORDER BY topic, partition, generation DESC, "offset" DESC
            """
        ).rows
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                let place = TopicPartition(topic: try row.text(0), partition: Int32(clamping: try row.int(1)))
                return (place, LogPosition(generation: Int64(try row.int(2)), offset: Int64(try row.int(3))))
            })
    }

    /// Those of the places that the archive has passed, and whose record it no longer holds.
    ///
    /// A record that was erased is told by this from one that is still to come.
    package static func gone(_ places: Set<RecordOrigin>, on connection: PostgresConnection) throws -> Set<RecordOrigin>
    {
        guard !places.isEmpty else { return [] }
        let rows = try connection.query(
            """
            SELECT given.place FROM \(Routines.places)($1) AS given
            JOIN \(Tables.checkpoints) AS c ON c.topic = given.topic COLLATE "C" AND c.partition = given.partition
                AND (c.generation, c.next_offset) > (given.generation, given."offset")
            WHERE NOT EXISTS (SELECT FROM \(Tables.events) AS e
                WHERE e."offset" = given."offset" AND e.partition = given.partition
                    AND e.topic = given.topic COLLATE "C" AND e.generation = given.generation)
            """, [.textArray(places.map(\.description))]
        ).rows
        return Set(try rows.compactMap { RecordOrigin(description: try $0.text(0)) })
    }
}
