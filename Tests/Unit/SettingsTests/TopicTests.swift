import Foundation
import Testing

@testable import Settings

@Suite struct TopicTests {
    let shipped = ReferenceTests.root + "/topics"

    func topic(_ name: String, partitions: Int = 12, retention: Duration? = .seconds(100)) -> TopicDefinition {
        TopicDefinition(
            name: name, description: "d", owner: "o", partitions: partitions, retention: retention,
            cleanup: retention == nil ? .compact : .delete, key: "k", schemas: [], onInvalid: .drop, example: "{}")
    }

    @Test("the shipped topics are valid and their examples are JSON")
    func catalog() throws {
        let topics = try TopicCatalog.load(shipped)
        #expect(
            topics.map(\.name) == [
                "data.normalized", "dead-letter", "insights.updated", "user-activity-events", "vendor.data.received",
            ])
        #expect(topics.first { $0.name == "data.normalized" }?.partitions == 12)
        #expect(topics.first { $0.name == "insights.updated" }?.brokerConfig["cleanup.policy"] == "compact")
        #expect(
            topics.filter { $0.brokerConfig["min.compaction.lag.ms"] == "604800000" }.map(\.name) == [
                "insights.updated"
            ])
        for topic in topics {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(topic.example.utf8)) }
        }
    }

    @Test("every schema belongs to a topic, is JSON and carries its own name")
    func schemas() throws {
        let used = Set(try TopicCatalog.load(shipped).flatMap(\.schemas))
        let files = try FileManager.default.contentsOfDirectory(atPath: shipped + "/schemas")
        #expect(Set(files) == Set(used.map { $0 + ".json" }))
        for file in files {
            let data = try Data(contentsOf: URL(filePath: "\(shipped)/schemas/\(file)"))
            let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(schema["title"].map { "\($0).json" } == file)
        }
    }

    @Test("a topic file is as strict as the configuration")
    func strict() {
        var file = TopicFile(file: "a.yaml", schemas: ["pulsehub.hrv.recorded.v1"])
        let yaml = """
            name: b
            partitions: 0
            cleanup: compact
            retention: 1d
            key: k
            schemas: [pulsehub.hrv.recorde.v1]
            onInvalid: explode
            description: d
            owner: o
            example: x
            """
        #expect(file.read(Array(yaml.utf8)) == nil)
        #expect(
            Problems(file.problems).all.map(\.description) == [
                "a.yaml:1:7: name: expected the file's own name, found b",
                "a.yaml:2:13: partitions: expected an integer from 1 to 1000, found 0",
                "a.yaml:4:12: retention: a compacted topic has no retention",
                "a.yaml:6:11: schemas: no file schemas/pulsehub.hrv.recorde.v1.json; did you mean "
                    + "pulsehub.hrv.recorded.v1?",
                "a.yaml:7:12: onInvalid: expected one of deadLetter, drop, stop, found explode",
            ])
    }

    private func read(_ fields: String...) -> (topic: TopicDefinition?, problems: [String]) {
        var file = TopicFile(file: "a.yaml", schemas: [])
        let common = [
            "name: a", "description: d", "owner: o", "partitions: 3", "cleanup: delete", "retention: 1d", "key: k",
            "schemas: []", "onInvalid: drop", "example: x",
        ]
        let topic = file.read(Array((common + fields).joined(separator: "\n").utf8))
        return (topic, file.problems.map(\.description))
    }

    @Test("replicas and limits of timestamps may be given, and are the broker's where they are not")
    func optional() throws {
        let bare = try #require(read().topic)
        #expect(bare.replicationFactor == nil && bare.brokerConfig["min.insync.replicas"] == nil)
        #expect(bare.timestampLimits(known: ["message.timestamp.after.max.ms"]).isEmpty)
        let full = try #require(
            read("replicationFactor: 3", "minInsyncReplicas: 2", "timestampAheadMax: 1h", "timestampBehindMax: 10d")
                .topic)
        #expect(full.replicationFactor == 3 && full.brokerConfig["min.insync.replicas"] == "2")
        #expect(
            read("replicationFactor: 0", "minInsyncReplicas: two", "timestampAheadMax: soon").problems.map {
                $0.prefix { $0 != "f" }
            }.count == 3)
        #expect(
            read("replicationFactor: 2", "minInsyncReplicas: 3").problems == [
                "a.yaml:12:20: minInsyncReplicas: there are 2 replicas: nothing could be acknowledged"
            ])
    }

    @Test("timestamps are limited under the names that the broker knows")
    func timestampLimits() throws {
        let (after, before) = ("message.timestamp.after.max.ms", "message.timestamp.before.max.ms")
        let both = "message.timestamp.difference.max.ms"
        let ahead = try #require(read("timestampAheadMax: 1h").topic)
        let all = try #require(read("timestampAheadMax: 1h", "timestampBehindMax: 10d").topic)
        #expect(ahead.timestampLimits(known: [after, before, both]) == [after: "3600000"])
        #expect(all.timestampLimits(known: [after, before, both]) == [after: "3600000", before: "864000000"])
        #expect(all.timestampLimits(known: [both]) == [both: "864000000"])
        #expect(ahead.timestampLimits(known: [both]) == [both: "3153600000000"], "a hundred years")
        #expect(ahead.timestampLimits(known: []).isEmpty)
        let state = BrokerTopic(
            name: "a", partitions: 3, config: ahead.brokerConfig.merging([after: "9223372036854775807"]) { $1 })
        #expect(
            TopicPlan.diff([ahead], brokerState: [state]) == [
                .changeConfig(topic: "a", property: after, from: "9223372036854775807", to: "3600000")
            ])
    }

    @Test("another replication factor is told with its cure, and hinders nothing")
    func replication() {
        let topic = topic("a").replicated(factor: 3, minInsync: 2)
        func plan(factor: Int?, minInsync: String) -> [TopicPlan.Change] {
            TopicPlan.diff(
                [topic],
                brokerState: [
                    BrokerTopic(
                        name: "a", partitions: 12,
                        config: topic.brokerConfig.merging(["min.insync.replicas": minInsync]) { $1 },
                        replicationFactor: factor)
                ])
        }
        #expect(plan(factor: 3, minInsync: "2").isEmpty && plan(factor: nil, minInsync: "2").isEmpty)
        #expect(plan(factor: 1, minInsync: "1").map(\.isObstacle) == [false, true], "two of one would stop everybody")
        let differs = plan(factor: 2, minInsync: "1")
        #expect(
            differs == [
                .replicationDiffers(topic: "a", from: 2, to: 3),
                .changeConfig(topic: "a", property: "min.insync.replicas", from: "1", to: "2"),
            ])
        #expect(differs.map(\.isObstacle) == [false, false] && differs.map(\.isReport) == [true, false])
        #expect("\(differs[0])".contains("kafka-reassign-partitions.sh"))
        #expect(plan(factor: 3, minInsync: "3").map(\.isObstacle) == [true], "fewer acknowledgements need permission")
    }

    @Test("unknown and missing fields are all named")
    func fields() {
        var file = TopicFile(file: "a.yaml", schemas: [])
        #expect(file.read(Array("name: a\npartition: 3".utf8)) == nil)
        let found = file.problems.map(\.description)
        #expect(found.contains("a.yaml:2:1: partition: unknown field; did you mean partitions?"))
        #expect(found.contains("a.yaml: owner: this field is missing"))
        #expect(found.count == 9)
    }

    @Test("a directory that is missing or holds no topics is named")
    func directory() throws {
        #expect { try TopicCatalog.load("/nonexistent") } throws: { "\($0)".contains("/nonexistent: this directory") }
        let empty = try Repository()
        #expect { try TopicCatalog.load(empty.path) } throws: { "\($0)".contains("found 0") }
    }

    @Test("a broker that matches needs no change; one that lacks a topic gets it")
    func create() {
        let here = topic("a")
        let state = BrokerTopic(name: "a", partitions: 12, config: here.brokerConfig)
        #expect(TopicPlan.diff([here], brokerState: [state]).isEmpty)
        #expect(TopicPlan.diff([here, topic("b")], brokerState: [state]) == [.create(topic("b"))])
    }

    @Test("partitions can be added, not taken away")
    func partitions() {
        let few = BrokerTopic(name: "a", partitions: 6, config: topic("a").brokerConfig)
        let many = BrokerTopic(name: "a", partitions: 24, config: topic("a").brokerConfig)
        #expect(TopicPlan.diff([topic("a")], brokerState: [few]) == [.addPartitions(topic: "a", from: 6, to: 12)])
        let shrunk = TopicPlan.diff([topic("a")], brokerState: [many])
        #expect(shrunk.map(\.description) == ["impossible for a: it has 24 partitions, which cannot shrink to 12"])
        #expect(shrunk.map(\.isObstacle) == [true])
    }

    @Test(
        "retention can rise freely and falls only with permission",
        arguments: [
            ("50000", false, false), ("100001", false, true), ("-1", false, true), ("100001", true, false),
        ])
    func retention(current: String, allowed: Bool, isObstacle: Bool) {
        let state = BrokerTopic(
            name: "a", partitions: 12, config: ["cleanup.policy": "delete", "retention.ms": current])
        let plan = TopicPlan.diff([topic("a")], brokerState: [state], allowDataLoss: allowed)
        #expect(plan.map(\.isObstacle) == [isObstacle])
        if !isObstacle {
            #expect(plan == [.changeConfig(topic: "a", property: "retention.ms", from: current, to: "100000")])
        }
    }
}
