/// Where a sink stands in a partition: stored in the same atomic write as the effects of every record before it.
///
/// This, not the consumer group's committed offset, is where a new owner starts.
public struct Checkpoint: Equatable, Sendable {
    /// The first offset whose effects are not yet in the sink.
    public var nextOffset: Int64
    /// The Kafka cluster the offset belongs to; nil where the broker tells none.
    public var clusterID: String?

    /// A checkpoint.
    public init(nextOffset: Int64, clusterID: String?) {
        self.nextOffset = nextOffset
        self.clusterID = clusterID
    }
}

/// What to do when a stored checkpoint does not fit the log any more.
public enum TopicResetPolicy: String, Sendable {
    /// Stop with an error that says what was found: nothing is skipped or repeated without a person's word.
    case stop
    /// Start at the oldest record that the log still holds.
    case restart
}

/// Where to begin reading a partition.
public enum StartDecision: Equatable, Sendable {
    /// Read from this offset.
    case at(Int64)
    /// The checkpoint does not fit the log; start here under ``TopicResetPolicy/restart``.
    case reset(to: Int64, TopicReset)
}

/// How a checkpoint and a log disagree.
public enum TopicReset: Equatable, Sendable, CustomStringConvertible {
    /// The stored offset lies beyond the end of the log: the topic was deleted and made again.
    case beyondEnd(stored: Int64, end: Int64)
    /// The checkpoint was written for another Kafka cluster.
    case otherCluster(stored: String, current: String)
    /// Retention deleted records before they were read.
    case expired(stored: Int64, oldest: Int64)

    /// What happened, for a person.
    public var description: String {
        switch self {
        case .beyondEnd(let stored, let end):
            "the checkpoint is at offset \(stored), but the log ends at \(end): the topic was deleted and created again"
        case .otherCluster(let stored, let current):
            "the checkpoint belongs to Kafka cluster \(stored), but this is \(current)"
        case .expired(let stored, let oldest):
            "the records \(stored)..<\(oldest) were deleted by retention before they were read"
        }
    }
}

extension Checkpoint {
    /// Decides where a new owner of a partition starts.
    ///
    /// - Parameters:
    ///   - stored: the sink's checkpoint; nil if it never committed this partition.
    ///   - low: the oldest offset of the log.
    ///   - high: the offset after the newest record.
    public static func start(from stored: Checkpoint?, low: Int64, high: Int64, clusterID: String?) -> StartDecision {
        guard let stored else { return .at(low) }
        if let was = stored.clusterID, let now = clusterID, was != now {
            return .reset(to: low, .otherCluster(stored: was, current: now))
        }
        if stored.nextOffset > high {
            return .reset(to: low, .beyondEnd(stored: stored.nextOffset, end: high))
        }
        if stored.nextOffset < low {
            return .reset(to: low, .expired(stored: stored.nextOffset, oldest: low))
        }
        return .at(stored.nextOffset)
    }
}

/// One compare-and-set over several partitions: the sink may move from `expected` to `next`, or not at all.
public struct CheckpointMove: Equatable, Sendable {
    /// The stored checkpoint this owner believes in; nil if none was stored.
    public var expected: Checkpoint?
    /// What the commit stores.
    public var next: Checkpoint

    /// A move.
    public init(expected: Checkpoint?, next: Checkpoint) {
        self.expected = expected
        self.next = next
    }

    /// What a commit whose answer was lost has done, told by what is stored now.
    public func outcome(stored: Checkpoint?) -> CommitOutcome? {
        if stored == next { return .committed }
        if stored == expected { return nil }
        return .conflict
    }
}

/// How a compare-and-set ended.
public enum CommitOutcome: Equatable, Sendable {
    /// The effects and the checkpoints are stored.
    case committed
    /// Somebody else moved a checkpoint: nothing was stored, and this owner must start over from what is.
    case conflict
}
