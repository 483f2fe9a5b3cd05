import Assembly
import Kafka
import Settings

extension TopicsCommand {
    /// The broker's side: what it has, and how that is changed. Calls block for at most ``patience`` each.
    struct Broker {
        /// A topic, and those of its settings that were made for it alone.
        private struct Found {
            let topic: BrokerTopic
            let ownConfig: [String: String]
        }

        private static let patience = Duration.seconds(8)

        private let admin: Admin
        private let servers: String
        private let complaint = KafkaComplaint()

        init(_ settings: EffectiveSettings) throws {
            servers = settings[\.kafka.bootstrapServers]
            let properties = try Assembly(settings).kafkaProperties()
            admin = try Admin(properties: properties, clientID: "pulsehub-topics", log: complaint.log)
        }

        /// What separates the broker from the files.
        func plan(for definitions: [TopicDefinition], allowDataLoss: Bool = false) throws -> [TopicPlan.Change] {
            TopicPlan.diff(
                definitions, brokerState: try found(definitions).map(\.topic), allowDataLoss: allowDataLoss)
        }

        /// Takes every step of a plan that has no obstacles.
        func carryOut(_ plan: [TopicPlan.Change], for definitions: [TopicDefinition]) throws {
            let new = plan.compactMap { change in
                if case .create(let topic) = change { NewTopic(topic) } else { nil }
            }
            if !new.isEmpty {
                // Whoever created it meanwhile may have done so differently, which the wait then shows.
                try check(asked { try admin.createTopics(new, timeout: Self.patience) }, except: .topicAlreadyExists)
            }
            for case .addPartitions(let topic, _, let total) in plan {
                let total = Int32(clamping: total)
                try check(asked { try admin.createPartitions(of: topic, total: total, timeout: Self.patience) })
            }
            let changed = Set(plan.compactMap { if case .changeConfig(let topic, _, _, _) = $0 { topic } else { nil } })
            let existing = try found(definitions.filter { changed.contains($0.name) })
            for definition in definitions where changed.contains(definition.name) {
                // The request replaces all settings of the topic, so those that others made are sent along.
                let own = existing.first { $0.topic.name == definition.name }?.ownConfig ?? [:]
                let known = Set(
                    existing.first { $0.topic.name == definition.name }?.topic.config.keys.map(\.self) ?? [])
                let config = own.merging(definition.brokerConfig) { $1 }
                    .merging(definition.timestampLimits(known: known)) { $1 }
                try check([asked { try admin.alterConfigs(of: definition.name, to: config, timeout: Self.patience) }])
            }
        }

        /// Waits until everything is shown: a change is agreed first and spreads then. Settings of new topics that not every broker
        /// knows are made as soon as the topics show which names this one knows.
        ///
        /// - Parameter told: gets each step that was not in the plan.
        func complete(
            _ plan: [TopicPlan.Change], for definitions: [TopicDefinition], told: (TopicPlan.Change) -> Void
        ) async throws {
            var known = plan
            let deadline = ContinuousClock.now + .seconds(30)
            while true {
                let rest = Result { try self.plan(for: definitions, allowDataLoss: true).filter { !$0.isReport } }
                if case .success(let changes) = rest {
                    if changes.isEmpty { return }
                    for change in changes where !known.contains(change) { told(change) }
                    known += changes
                    try carryOut(changes.filter(\.isSetting), for: definitions)
                }
                guard ContinuousClock.now < deadline else {
                    let lines = try rest.get().map(\.line).joined(separator: "\n")
                    throw OperatorError("the broker took the changes, but does not show them after 30 s:\n\(lines)")
                }
                try await Task.sleep(for: .milliseconds(200))
            }
        }

        private func found(_ definitions: [TopicDefinition]) throws -> [Found] {
            let wanted = Set(definitions.map(\.name))
            let topics = try metadata().filter { wanted.contains($0.name) }
            if topics.isEmpty { return [] }
            let configs = try asked {
                try admin.describeConfigs(of: topics.map(\.name), timeout: Self.patience)
            }
            return try topics.map { topic in
                let config = configs.first { $0.topic == topic.name }
                if let error = config?.error { throw error }
                let entries = config?.entries ?? [:]
                return Found(
                    topic: BrokerTopic(
                        name: topic.name, partitions: topic.partitions.count,
                        config: entries.compactMapValues(\.value),
                        replicationFactor: topic.partitions.map(\.replicas.count).min()),
                    ownConfig: entries.filter { !$1.isDefault && !$1.isReadOnly }.compactMapValues(\.value))
            }
        }

        private func metadata() throws -> [TopicDescription] {
            do {
                return try admin.topics(timeout: Self.patience)
            } catch {
                guard error.isRetriable else { throw error }
                throw KafkaUnreachable(error: error, complaint: complaint.last).at(servers)
            }
        }

        /// An admin request to a cluster that answered before; no answer then means that it knows no such requests.
        private func asked<Answer>(_ call: () throws -> Answer) throws -> Answer {
            do {
                return try call()
            } catch let error as KafkaError where error.code == .timedOut || error.code == .unsupportedFeature {
                throw OperatorError(
                    """
                    the cluster at \(servers) is there, but answers no admin request. If it is the in-memory cluster \
                    of pulsehub dev, it has none, and pulsehub dev creates the topics itself; otherwise see whether \
                    its controller is up
                    """)
            }
        }

        private func check(_ results: [TopicResult], except tolerated: KafkaError.Code? = nil) throws {
            let failures = results.filter { $0.error != nil && $0.error?.code != tolerated }
            guard !failures.isEmpty else { return }
            let lines = failures.map { "  \($0.topic): \($0.error?.reason ?? "")" }.joined(separator: "\n")
            throw OperatorError("the broker refused a step; those before it stay, and the next run goes on:\n\(lines)")
        }
    }
}

extension NewTopic {
    fileprivate init(_ definition: TopicDefinition) {
        self.init(
            name: definition.name, partitions: Int32(clamping: definition.partitions),
            replication: definition.replicationFactor.map { Int32(clamping: $0) }, config: definition.brokerConfig)
    }
}

extension TopicPlan.Change {
    fileprivate var isSetting: Bool { if case .changeConfig = self { true } else { false } }
}
