/// The columns `origin_topic`, `origin_partition`, `origin_generation` and `origin_offset`: the record that a row was
/// computed from.
package enum OriginColumns {
    /// In an upsert with `AS old`: within a partition the later place wins, and a user who moved to another partition is told
    /// anew from there, as ``RecordOrigin/replaces(_:)`` says.
    package static let excludedReplacesOld = """
        ((excluded.origin_topic, excluded.origin_partition) <> (old.origin_topic, old.origin_partition)
            OR (excluded.origin_generation, excluded.origin_offset) >= (old.origin_generation, old.origin_offset))
        """
}
