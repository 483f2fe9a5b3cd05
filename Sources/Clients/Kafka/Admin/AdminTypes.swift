/// A topic to create.
package struct NewTopic: Hashable, Sendable {
    /// The topic's name.
    package var name: String
    /// 1 or more.
    package var partitions: Int32
    /// Copies of each partition; nil takes the broker's default.
    package var replication: Int32?
    /// Topic settings by the broker's names, for example `cleanup.policy`.
    package var config: [String: String]

    /// Nothing is checked until the topic is created.
    package init(name: String, partitions: Int32, replication: Int32? = nil, config: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.config = config
    }
}

/// The outcome of an admin call for one topic.
package struct TopicResult: Sendable {
    /// The topic's name.
    package let topic: String
    /// nil is success.
    package let error: KafkaError?
}

/// A topic as the cluster's metadata shows it.
package struct TopicDescription: Sendable {
    /// The topic's name.
    package let name: String
    /// In the order of the broker's answer.
    package let partitions: [PartitionDescription]
    /// Why the topic cannot be described.
    package let error: KafkaError?
}

/// A partition as the cluster's metadata shows it.
package struct PartitionDescription: Hashable, Sendable {
    /// Counted from 0.
    package let partition: Int32
    /// The broker that leads it; nil while none does.
    package let leader: Int32?
    /// The brokers that hold it.
    package let replicas: [Int32]
    /// Those of them that are up to date.
    package let inSync: [Int32]
}

/// One setting of a topic.
package struct ConfigEntry: Hashable, Sendable {
    /// nil for secrets.
    package let value: String?
    /// The broker's default or a broker-wide setting, not set on the topic.
    package let isDefault: Bool
    /// Cannot be altered.
    package let isReadOnly: Bool
}

/// The settings of one topic.
package struct TopicConfig: Sendable {
    /// The topic's name.
    package let topic: String
    /// By the broker's names.
    package let entries: [String: ConfigEntry]
    /// Why they cannot be read.
    package let error: KafkaError?
}
