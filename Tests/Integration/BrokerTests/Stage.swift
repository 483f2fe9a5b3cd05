import Events
import Foundation
import Kafka
import TestSupport
import Testing

/// The topics of a scene: what was there before is deleted.
struct Stage {
    private static let patience = Duration.seconds(30)
    /// Some records of the tests are older than a broker keeps them by itself.
    static let keepingAll = ["retention.ms": "-1"]

    let admin: Admin

    init() throws {
        admin = try Admin(
            properties: ["bootstrap.servers": try #require(Broker.bootstrapServers)], clientID: "stage",
            log: { _, _, _ in })
    }

    /// Deletes the topics, and waits until the broker has.
    func delete(_ topics: [String]) throws {
        for result in try admin.deleteTopics(topics, timeout: Self.patience) {
            if let error = result.error, error.code != .unknownTopicOrPartition { throw error }
        }
        try eventually("the broker has deleted \(topics)", deadline: Self.patience) {
            try admin.topics(timeout: Self.patience).allSatisfy { !topics.contains($0.name) }
        }
    }

    /// Makes a topic, and waits until every partition can be written; a name that is still being deleted is waited for.
    func create(_ topic: String, partitions: Int32) throws {
        let wanted = NewTopic(name: topic, partitions: partitions, config: Self.keepingAll)
        try eventually("\(topic) is made", deadline: Self.patience) {
            let error = try admin.createTopics([wanted], timeout: Self.patience).first?.error
            if let error, error.code != .topicAlreadyExists { throw error }
            return error == nil
        }
        try waitUntilShown(topic, partitions: partitions)
    }

    /// Deletes a topic and makes it again: another generation under the same name.
    func remake(_ topic: String, partitions: Int32) throws {
        try delete([topic])
        try create(topic, partitions: partitions)
    }

    /// Adds partitions.
    func grow(_ topic: String, to partitions: Int32) throws {
        let error = try admin.createPartitions(of: topic, total: partitions, timeout: Self.patience).first?.error
        if let error { throw error }
        try waitUntilShown(topic, partitions: partitions)
    }

    /// Sets a topic's settings; all others return to the broker's defaults.
    func configure(_ topic: String, _ config: [String: String]) throws {
        if let error = try admin.alterConfigs(of: topic, to: config, timeout: Self.patience).error { throw error }
        try eventually("\(topic) has \(config)", deadline: Self.patience) {
            let shown = try admin.describeConfigs(of: [topic], timeout: Self.patience).first?.entries ?? [:]
            return config.allSatisfy { shown[$0]?.value == $1 }
        }
    }

    private func waitUntilShown(_ topic: String, partitions: Int32) throws {
        try eventually("\(topic) has \(partitions) partitions with leaders", deadline: Self.patience) {
            let found = try admin.topic(topic, timeout: Self.patience)?.partitions ?? []
            return found.count == Int(partitions) && found.allSatisfy { $0.leader != nil }
        }
    }
}

extension Pipeline {
    /// The partitions of every topic at the beginning of a scene.
    static let stage: [String: Int32] = [
        Topics.wellness: 4, Topics.activity: 4, Topics.vendor: 1, Topics.insights: 4, Topics.deadLetter: 2,
    ]

    /// A pipeline on the given broker, with new topics and groups of its own.
    ///
    /// - Parameter partitions: instead of those of ``stage``.
    static func onBroker(
        partitions: [String: Int32] = [:], _ body: (Pipeline, Stage) async throws -> Void
    ) async throws {
        let stage = try Stage()
        try stage.delete(Topics.all)
        for (topic, count) in Self.stage.merging(partitions, uniquingKeysWith: { $1 }) {
            try stage.create(topic, partitions: count)
        }
        try await run(broker: try #require(Broker.bootstrapServers)) { try await body($0, stage) }
    }
}
