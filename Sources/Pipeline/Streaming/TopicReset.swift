import Kafka

/// How a checkpoint and a log disagree.
package enum TopicReset: Equatable, Sendable, CustomStringConvertible {
    /// The stored offset lies beyond the end of the log: the topic was deleted and made again.
    case beyondEnd(stored: Int64, end: Int64)
    /// Another record stands where one was read: the topic was deleted and made again, and has grown since.
    case otherRecord(at: Int64)
    /// The checkpoint was written for another Kafka cluster.
    case otherCluster(stored: String, current: String)
    /// Retention deleted records before they were read.
    case expired(stored: Int64, oldest: Int64)
    /// The store knows nothing of a partition that its group has read, and the log does not hold it from its beginning.
    case forgotten(read: Int64, oldest: Int64)

    /// Whether the offsets before and after are those of two logs.
    package var isOtherLog: Bool {
        switch self {
        case .beyondEnd, .otherRecord, .otherCluster: true
        case .expired, .forgotten: false
        }
    }

    /// A stable word, for metrics and tables.
    package var reason: String {
        switch self {
        case .beyondEnd, .otherRecord: "recreated"
        case .otherCluster: "other_cluster"
        case .expired: "expired"
        case .forgotten: "forgotten"
        }
    }

    /// What happened, for a person.
    package var description: String {
        switch self {
        case .beyondEnd(let stored, let end):
            "the checkpoint is at offset \(stored), but the log ends at \(end): the topic was deleted and created again"
        case .otherRecord(let offset):
            "another record stands at offset \(offset) than was read there: the topic was deleted and created again"
        case .otherCluster(let stored, let current):
            "the checkpoint belongs to Kafka cluster \(stored), but this is \(current)"
        case .expired(let stored, let oldest):
            "the records \(stored)..<\(oldest) were deleted by retention before they were read"
        case .forgotten(let read, let oldest):
            """
            the group has read up to offset \(read), but the store holds no checkpoint and so has lost its data, and the \
            log holds nothing before offset \(oldest)
            """
        }
    }
}

/// Where to begin reading a partition.
package enum StartDecision: Equatable, Sendable {
    /// Read from this offset.
    case at(Int64)
    /// The checkpoint does not fit the log; start here if ``SinkRunner/Configuration/restartsOnTopicReset``.
    case reset(to: Int64, TopicReset)
}

extension Checkpoint {
    /// Decides where a new owner of a partition starts.
    ///
    /// - Parameters:
    ///   - stored: the sink's checkpoint; nil if it never committed this partition.
    ///   - low: the oldest offset of the log.
    ///   - high: the offset after the newest record.
    ///   - groupRead: up to where the consumer group has read, as the broker remembers it; nil if it remembers nothing.
    package static func start(
        from stored: Checkpoint?, low: Int64, high: Int64, clusterID: String?, groupRead: Int64? = nil
    ) -> StartDecision {
        guard let stored else {
            // From its beginning the log gives everything back; then nothing is lost.
            if let groupRead, groupRead > 0, low > 0 {
                return .reset(to: low, .forgotten(read: groupRead, oldest: low))
            }
            return .at(low)
        }
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

/// A checkpoint does not fit the log, and the policy is to stop.
package struct TopicResetError: Error, CustomStringConvertible {
    /// The partition in question.
    package let partition: TopicPartition
    /// What was found.
    package let reset: TopicReset

    /// The cause and the cure.
    package var description: String {
        let cure =
            if case .forgotten = reset {
                "Restore the profiles with \"pulsehub rebuild --all\""
            } else { "Restore the topic" }
        return
            "\(partition): \(reset). Nothing was read. \(cure), or set onTopicReset: restart to begin at its oldest record"
    }
}
