/// What a topic of ours is and must be on the broker: one file of `topics/`.
public struct TopicDefinition: Sendable, Equatable {
    /// What the broker does with old records.
    public enum Cleanup: String, Sendable, CaseIterable {
        /// Gone after `retention`.
        case delete
        /// The newest record of every key stays.
        case compact
    }

    /// What a reader does with a record that it cannot use.
    public enum InvalidRecordPolicy: String, Sendable, CaseIterable {
        /// Park it in `dead-letter` and go on.
        case deadLetter
        /// Count it and go on.
        case drop
        /// Stop the partition until a person decides.
        case stop
    }

    /// Whether records must be signed.
    public enum Signature: String, Sendable, CaseIterable {
        /// Signatures are not looked at.
        case none
        /// A record without a good one cannot be used.
        case required
    }

    /// As on the broker, and the file's name without `.yaml`.
    public let name: String
    /// What flows here and why.
    public let description: String
    /// The process that writes it.
    public let owner: String
    /// 1 to 1000; can grow on a broker, never shrink.
    public let partitions: Int
    /// Nil for a compacted topic, which keeps its records for ever.
    public let retention: Duration?
    /// See ``Cleanup``.
    public let cleanup: Cleanup
    /// What the record key means.
    public let key: String
    /// Names of files in `topics/schemas/`, without `.json`; empty when any bytes are allowed.
    public let schemas: [String]
    /// See ``InvalidRecordPolicy``.
    public let onInvalid: InvalidRecordPolicy
    /// See ``Signature``.
    public internal(set) var signature = Signature.none
    /// The value of one valid record.
    public let example: String

    /// Topic properties in Kafka's names that PulseHub decides; any other stays as the broker has it.
    public var brokerConfig: [String: String] {
        var config = [
            "cleanup.policy": cleanup.rawValue, "retention.ms": retention.map { String($0.milliseconds) } ?? "-1",
        ]
        if cleanup == .compact { config["min.compaction.lag.ms"] = String(Self.compactionLag.milliseconds) }
        return config
    }

    /// For so long a compacted topic keeps every record: the archiver may be that far behind and still read all of them.
    private static var compactionLag: Duration { .seconds(7 * 86_400) }
}
