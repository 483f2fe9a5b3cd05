import Events
import Kafka
import Stored

/// What a verification has found.
package struct VerificationReport: Sendable {
    /// Users looked at.
    package internal(set) var users = 0
    /// Events folded.
    package internal(set) var events = 0
    /// Fields of profiles in Redis.
    package internal(set) var fields = 0
    /// Rows of the daily tables and of the athletes' settings.
    package internal(set) var dailyRows = 0
    /// Rows of `readiness_snapshots` and `profile_snapshots`.
    package internal(set) var snapshots = 0
    /// Users whose snapshots were passed over, because a rescore of theirs is still to come.
    package internal(set) var queued = 0
    /// All differences, whether kept or not.
    package private(set) var differenceCount = 0
    /// The first of them.
    package private(set) var differences: [Difference] = []
    /// Configuration commits that could not be read, and why.
    package internal(set) var unreadableCommits: [String: String] = [:]
    /// Partitions of which the archive lacks the beginning, and the offset where it begins.
    package internal(set) var beginnings: [TopicPartition: Int64] = [:]
    /// What the archive lacks in its midst.
    package internal(set) var gaps: [ArchiveGaps.Entry] = []
    private let kept: Int

    init(kept: Int) { self.kept = kept }

    mutating func add(_ found: [Difference]) {
        differenceCount += found.count
        differences += found.prefix(max(0, kept - differences.count))
    }
}

/// How far a verification or a rebuild has come.
package struct ReplayProgress: Sendable {
    /// Events read so far.
    package var events = 0
    /// About how many there are.
    package var total: Int64
    /// Users done.
    package var users = 0
}
