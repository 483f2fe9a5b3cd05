import DailyStore
import Events
import Kafka

/// What a verification has found.
public struct VerificationReport: Sendable {
    /// Users looked at.
    public internal(set) var users = 0
    /// Events folded.
    public internal(set) var events = 0
    /// Fields of profiles in Redis.
    public internal(set) var fields = 0
    /// Rows of the daily tables and of the athletes' settings.
    public internal(set) var dailyRows = 0
    /// Rows of `readiness_snapshots` and `profile_snapshots`.
    public internal(set) var snapshots = 0
    /// Users whose snapshots were passed over, because a rescore of theirs is still to come.
    public internal(set) var queued = 0
    /// All differences, whether kept or not.
    public private(set) var differenceCount = 0
    /// The first of them.
    public private(set) var differences: [Difference] = []
    /// Configuration commits that could not be read, and why.
    public internal(set) var unreadableCommits: [String: String] = [:]
    /// Partitions of which the archive lacks the beginning, and the offset where it begins.
    public internal(set) var beginnings: [TopicPartition: Int64] = [:]
    /// What the archive lacks in its midst.
    public internal(set) var gaps: [ArchiveGaps.Entry] = []
    private let kept: Int

    init(kept: Int) { self.kept = kept }

    mutating func add(_ found: [Difference]) {
        differenceCount += found.count
        differences += found.prefix(max(0, kept - differences.count))
    }
}

/// How far a verification or a rebuild has come.
public struct ReplayProgress: Sendable {
    /// Events read so far.
    public var events = 0
    /// About how many there are.
    public var total: Int64
    /// Users done.
    public var users = 0
}
