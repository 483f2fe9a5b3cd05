/// A topic to create.
public struct NewTopic: Hashable, Sendable {
    /// The topic's name.
    public var name: String
    /// 1 or more.
    public var partitions: Int32
    /// Copies of each partition; nil takes the broker's default.
    public var replication: Int32?
    /// Topic settings by the broker's names, for example `cleanup.policy`.
    public var config: [String: String]

    /// Nothing is checked until the topic is created.
    public init(name: String, partitions: Int32, replication: Int32? = nil, config: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.config = config
    }
}

/// The outcome of an admin call for one topic.
public struct TopicResult: Sendable {
    /// The topic's name.
    public let topic: String
    /// nil is success.
    public let error: KafkaError?
}

/// A topic as the cluster's metadata shows it.
public struct TopicDescription: Sendable {
    /// The topic's name.
    public let name: String
    /// In the order of the broker's answer.
    public let partitions: [PartitionDescription]
    /// Why the topic cannot be described.
    public let error: KafkaError?
}

/// A partition as the cluster's metadata shows it.
public struct PartitionDescription: Hashable, Sendable {
    /// Counted from 0.
    public let partition: Int32
    /// The broker that leads it; nil while none does.
    public let leader: Int32?
    /// The brokers that hold it.
    public let replicas: [Int32]
    /// Those of them that are up to date.
    public let inSync: [Int32]
}

/// One setting of a topic.
public struct ConfigEntry: Hashable, Sendable {
    /// nil for secrets.
    public let value: String?
    /// The broker's default or a broker-wide setting, not set on the topic.
    public let isDefault: Bool
    /// Cannot be altered.
    public let isReadOnly: Bool
}

/// The settings of one topic.
public struct TopicConfig: Sendable {
    /// The topic's name.
    public let topic: String
    /// By the broker's names.
    public let entries: [String: ConfigEntry]
    /// Why they cannot be read.
    public let error: KafkaError?
}
