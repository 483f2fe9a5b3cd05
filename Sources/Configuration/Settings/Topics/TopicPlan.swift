/// A topic as the broker has it.
package struct BrokerTopic: Sendable, Equatable {
    /// The topic's name.
    package let name: String
    /// How many partitions it has.
    package let partitions: Int
    /// Properties in Kafka's names, such as `retention.ms`; all that the broker knows.
    package let config: [String: String]
    /// Copies of the partition that has the fewest; nil where that is not known.
    package let replicationFactor: Int?

    /// Plain values, so that this module needs no Kafka client.
    package init(name: String, partitions: Int, config: [String: String], replicationFactor: Int? = nil) {
        self.name = name
        self.partitions = partitions
        self.config = config
        self.replicationFactor = replicationFactor
    }
}

/// What separates the broker from the topic files.
package enum TopicPlan {
    /// One step, or one obstacle.
    package enum Change: Sendable, Equatable, CustomStringConvertible {
        /// The topic does not exist yet.
        case create(TopicDefinition)
        /// Records of a user can now fall on another partition: the processor sends those found in a wrong one on.
        case addPartitions(topic: String, from: Int, to: Int)
        /// A property differs.
        case changeConfig(topic: String, property: String, from: String?, to: String)
        /// Copies are moved between brokers by the operator, who knows where there is room; nothing is done.
        case replicationDiffers(topic: String, from: Int, to: Int)
        /// Kafka cannot take partitions away; nothing is done.
        case impossible(topic: String, reason: String)
        /// Could lose records: needs the operator's word.
        case needsPermission(topic: String, reason: String)

        /// True when applying the plan must stop here.
        package var isObstacle: Bool {
            switch self {
            case .impossible, .needsPermission: true
            case .create, .addPartitions, .changeConfig, .replicationDiffers: false
            }
        }

        /// True where there is nothing to apply, only something to tell.
        package var isReport: Bool { if case .replicationDiffers = self { true } else { false } }

        /// A line for the operator.
        package var description: String {
            switch self {
            case .create(let topic):
                "create \(topic.name) with \(topic.partitions) \(topic.partitions == 1 ? "partition" : "partitions")"
            case .addPartitions(let topic, let from, let to): "add partitions to \(topic): \(from) -> \(to)"
            case .changeConfig(let topic, let property, let from, let to):
                "change \(property) of \(topic): \(from ?? "unset") -> \(to)"
            case .replicationDiffers(let topic, let from, let to):
                "\(topic) has \(from) \(from == 1 ? "replica" : "replicas") and not \(to): a topic's replicas are moved with Kafka's "
                    + "kafka-reassign-partitions.sh; or write replicationFactor: \(from) into its file"
            case .impossible(let topic, let reason): "impossible for \(topic): \(reason)"
            case .needsPermission(let topic, let reason): "needs permission for \(topic): \(reason)"
            }
        }
    }

    /// The steps in the order of the definitions; topics that only the broker knows are left alone.
    package static func diff(
        _ definitions: [TopicDefinition], brokerState: [BrokerTopic], allowDataLoss: Bool = false
    ) -> [Change] {
        let existing = Dictionary(brokerState.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return definitions.flatMap { definition -> [Change] in
            guard let topic = existing[definition.name] else { return [.create(definition)] }
            return partitionChange(definition, topic) + replicationChange(definition, topic)
                + configChanges(definition, topic, allowDataLoss)
        }
    }

    private static func partitionChange(_ definition: TopicDefinition, _ topic: BrokerTopic) -> [Change] {
        if definition.partitions == topic.partitions { return [] }
        if definition.partitions > topic.partitions {
            return [.addPartitions(topic: topic.name, from: topic.partitions, to: definition.partitions)]
        }
        let reason = "it has \(topic.partitions) partitions, which cannot shrink to \(definition.partitions)"
        return [.impossible(topic: topic.name, reason: reason)]
    }

    private static func replicationChange(_ definition: TopicDefinition, _ topic: BrokerTopic) -> [Change] {
        guard let wanted = definition.replicationFactor, let present = topic.replicationFactor, wanted != present else {
            return []
        }
        return [.replicationDiffers(topic: topic.name, from: present, to: wanted)]
    }

    private static func configChanges(
        _ definition: TopicDefinition, _ topic: BrokerTopic, _ allowDataLoss: Bool
    ) -> [Change] {
        let wanted = definition.brokerConfig.merging(definition.timestampLimits(known: Set(topic.config.keys))) { $1 }
        return wanted.sorted { $0.key < $1.key }.compactMap { property, wanted in
            let current = topic.config[property]
            if current == wanted { return nil }
            if property == "min.insync.replicas", let present = topic.replicationFactor, Int(wanted) ?? 0 > present {
                let reason = "\(property) \(wanted) of \(present): nothing could be acknowledged; add replicas first"
                return .impossible(topic: topic.name, reason: reason)
            }
            if !allowDataLoss, let reason = loss(property, current, wanted) {
                return .needsPermission(topic: topic.name, reason: reason)
            }
            return .changeConfig(topic: topic.name, property: property, from: current, to: wanted)
        }
    }

    /// How the change could lose records; nil if it cannot. -1 means for ever.
    private static func loss(_ property: String, _ current: String?, _ wanted: String) -> String? {
        guard let current else { return nil }
        if property == "cleanup.policy" { return "\(property) \(current) -> \(wanted) deletes records" }
        guard let old = Int64(current), let new = Int64(wanted), new >= 0, old < 0 || new < old else { return nil }
        if property.hasPrefix("message.timestamp.") { return nil }
        if property == "min.insync.replicas" {
            return "\(property) \(current) -> \(wanted) acknowledges records that a broker can lose"
        }
        return "\(property) \(current) -> \(wanted) deletes records earlier"
    }
}
