/// What a topic of ours is and must be on the broker: one file of `topics/`.
package struct TopicDefinition: Sendable, Equatable {
    /// What the broker does with old records.
    package enum Cleanup: String, Sendable, CaseIterable {
        /// Gone after `retention`.
        case delete
        /// The newest record of every key stays.
        case compact
    }

    /// What a reader does with a record that it cannot use.
    package enum InvalidRecordPolicy: String, Sendable, CaseIterable {
        /// Park it in `dead-letter` and go on.
        case deadLetter
        /// Count it and go on.
        case drop
        /// Stop the partition until a person decides.
        case stop
    }

    /// Whether records must be signed.
    package enum Signature: String, Sendable, CaseIterable {
        /// Signatures are not looked at.
        case none
        /// A record without a good one cannot be used.
        case required
    }

    /// As on the broker, and the file's name without `.yaml`.
    package let name: String
    /// What flows here and why.
    package let description: String
    /// The process that writes it.
    package let owner: String
    /// 1 to 1000; can grow on a broker, never shrink.
    package let partitions: Int
    /// Nil for a compacted topic, which keeps its records for ever.
    package let retention: Duration?
    /// See ``Cleanup``.
    package let cleanup: Cleanup
    /// What the record key means.
    package let key: String
    /// Names of files in `topics/schemas/`, without `.json`; empty when any bytes are allowed.
    package let schemas: [String]
    /// See ``InvalidRecordPolicy``.
    package let onInvalid: InvalidRecordPolicy
    /// See ``Signature``.
    package internal(set) var signature = Signature.none
    /// The value of one valid record.
    package let example: String
    /// Copies of each partition; nil takes the broker's default. It is decided when a topic is made.
    package internal(set) var replicationFactor: Int?
    /// How many copies must have a record before it is acknowledged; nil leaves that to the broker.
    package internal(set) var minInsyncReplicas: Int?
    /// How far a record's timestamp may lie after the broker's clock; nil leaves that to the broker.
    package internal(set) var timestampAheadMax: Duration?
    /// How far it may lie before it; nil leaves that to the broker.
    package internal(set) var timestampBehindMax: Duration?

    /// Topic properties in Kafka's names that PulseHub decides, of those that every broker knows; any other stays as the broker
    /// has it. ``timestampLimits(known:)`` has the rest.
    package var brokerConfig: [String: String] {
        var config = [
            "cleanup.policy": cleanup.rawValue, "retention.ms": retention.map { String($0.milliseconds) } ?? "-1",
        ]
        if let minInsyncReplicas { config["min.insync.replicas"] = String(minInsyncReplicas) }
        if cleanup == .compact { config["min.compaction.lag.ms"] = String(Self.compactionLag.milliseconds) }
        return config
    }

    /// The limits of timestamps in the names that the broker knows.
    ///
    /// Since Kafka 3.6 there is one for each direction. Before, one stood for both: there what may lie behind has to be far enough
    /// for everything that may still be moved or sent late.
    package func timestampLimits(known: Set<String>) -> [String: String] {
        let limits = [
            "message.timestamp.after.max.ms": timestampAheadMax, "message.timestamp.before.max.ms": timestampBehindMax,
        ].compactMapValues { $0?.milliseconds }
        if limits.isEmpty { return [:] }
        if known.isSuperset(of: limits.keys) { return limits.mapValues { String($0) } }
        let both = "message.timestamp.difference.max.ms"
        guard known.contains(both) else { return [:] }
        let behind = timestampBehindMax ?? Self.anyTimeBehind
        return [both: String(max(behind, timestampAheadMax ?? .zero).milliseconds)]
    }

    /// A hundred years: what it keeps out is another unit, such as microseconds.
    private static var anyTimeBehind: Duration { .seconds(36_500 * 86_400) }

    /// For so long a compacted topic keeps every record: the archiver may be that far behind and still read all of them.
    private static var compactionLag: Duration { .seconds(7 * 86_400) }

    /// The same for a cluster of another size; nil leaves what the file says.
    package func replicated(factor: Int?, minInsync: Int?) -> TopicDefinition {
        var topic = self
        topic.replicationFactor = factor ?? replicationFactor
        topic.minInsyncReplicas = minInsync ?? minInsyncReplicas
        return topic
    }
}
