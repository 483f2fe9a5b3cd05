import Readiness

// For whoever keeps many profiles and has a bound: right to a factor of two, and quick.

extension WellnessProfile {
    /// About how many bytes the profile takes in memory.
    package var bytesInMemory: Int { 1024 + (rows.registerCount + naps.entries.count) * 160 }
}

extension ActivityProfile {
    /// About how many bytes the profile takes in memory.
    package var bytesInMemory: Int {
        // The two sets of remembered ids as list and hash table, and the tables with their names.
        1024 + (recentEvents.values.count + recentSessions.values.count) * 24 + (events.count + pages.count) * 160
    }
}
