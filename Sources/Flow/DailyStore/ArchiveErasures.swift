import Kafka
import Postgres
import Streaming

/// What everybody who reads or writes the archive must know of erasures.
///
/// Whoever writes what was computed from earlier records shares the table first. An erasure locks it against them, so it
/// finds everything that they wrote, and they see every erasure before they write.
public enum ArchiveErasures {
    /// Keeps erasures out until the end of the transaction, and so sees all that were before. Costs next to nothing.
    public static func share(on connection: PostgresConnection) throws(PostgresError) {
        try connection.execute("LOCK TABLE archive.erasures IN ROW EXCLUSIVE MODE")
    }

    /// Waits for those who share the table, and keeps others out until the end of the transaction.
    ///
    /// To be called before the transaction locks anything else, so that nobody waits for each other.
    public static func lock(on connection: PostgresConnection) throws(PostgresError) {
        try connection.execute("LOCK TABLE archive.erasures IN SHARE ROW EXCLUSIVE MODE")
    }

    /// The offset of the last erasure in each partition that has any.
    public static func last(on connection: PostgresConnection) throws -> [TopicPartition: Int64] {
        let rows = try connection.query(
            """
            SELECT topic, partition, last FROM archive.checkpoints AS c, LATERAL (
                SELECT max("offset") AS last FROM archive.erasures AS e
                WHERE e.topic = c.topic AND e.partition = c.partition AND e."offset" < c.next_offset) AS erased
            WHERE last IS NOT NULL
            """
        ).rows
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                let place = TopicPartition(topic: try row.text(0), partition: Int32(clamping: try row.int(1)))
                return (place, Int64(try row.int(2)))
            })
    }

    /// Those of the places that the archive has passed, and whose record it no longer holds.
    ///
    /// A record that was erased is told by this from one that is still to come.
    public static func gone(_ places: Set<RecordOrigin>, on connection: PostgresConnection) throws -> Set<RecordOrigin>
    {
        guard !places.isEmpty else { return [] }
        let rows = try connection.query(
            """
            SELECT given.place FROM (
                SELECT place, split_part(place, '/', 1) AS topic, split_part(place, '/', 2)::integer AS partition,
                    split_part(place, '/', 3)::bigint AS "offset"
                FROM unnest($1) AS place) AS given
            JOIN archive.checkpoints AS c
                ON c.topic = given.topic COLLATE "C" AND c.partition = given.partition AND c.next_offset > given."offset"
            WHERE NOT EXISTS (SELECT FROM archive.events AS e
                WHERE e."offset" = given."offset" AND e.partition = given.partition AND e.topic = given.topic COLLATE "C")
            """, [.textArray(places.map(\.description))]
        ).rows
        return Set(try rows.compactMap { RecordOrigin(description: try $0.text(0)) })
    }
}
