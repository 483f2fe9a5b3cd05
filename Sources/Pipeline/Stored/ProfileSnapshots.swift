/// How `profile_snapshots` is written, whoever does it.
package enum ProfileSnapshots {
    /// The end of an `INSERT INTO profile_snapshots AS old`: within a partition the later place wins, and a user who
    /// moved to another partition is told anew from there.
    package static let keepNewest = """
        ON CONFLICT (user_id, part) DO UPDATE
        SET document = excluded.document, origin_topic = excluded.origin_topic,
            origin_partition = excluded.origin_partition, origin_offset = excluded.origin_offset,
            origin_generation = excluded.origin_generation, updated_at = excluded.updated_at
        WHERE \(OriginColumns.excludedReplacesOld)
        """
}
