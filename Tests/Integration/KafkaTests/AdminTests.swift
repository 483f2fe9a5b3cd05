import Foundation
import Kafka
import Testing

private let realBroker = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP"]

@Suite("Topic administration")
struct AdminTests {
    @Test("an in-memory cluster shows its topics, and an admin call to it times out")
    func inMemory() throws {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic("described", partitions: 5)
        let admin = try Admin(
            properties: ["bootstrap.servers": cluster.bootstrapServers], clientID: "test", log: quiet)
        let topic = try #require(try admin.topic("described", timeout: .seconds(5)))
        #expect(topic.partitions.map(\.partition).sorted() == [0, 1, 2, 3, 4])
        #expect(topic.partitions.allSatisfy { $0.leader == 1 })
        #expect(try admin.topic("absent", timeout: .seconds(5)) == nil)
        let error = #expect(throws: KafkaError.self) {
            _ = try admin.createTopics([NewTopic(name: "new", partitions: 1)], timeout: .seconds(1))
        }
        #expect(error?.code == .timedOut)
    }

    @Test(
        "a topic is created, described, altered, widened and deleted",
        .enabled(if: realBroker != nil, "needs a real broker: set KAFKA_BOOTSTRAP"))
    func realLife() throws {
        let limit = Duration.seconds(15)
        let name = "admin-test-\(UInt64.random(in: 0 ... .max))"
        let admin = try Admin(
            properties: ["bootstrap.servers": try #require(realBroker)], clientID: "test", log: quiet)
        let new = NewTopic(name: name, partitions: 2, replication: 1, config: ["cleanup.policy": "compact"])
        #expect(try admin.createTopics([new], timeout: limit).map(\.error?.code) == [nil])
        #expect(try admin.createTopics([new], timeout: limit).map(\.error?.code) == [.topicAlreadyExists])
        let before = try #require(try admin.describeConfigs(of: [name], timeout: limit).first)
        #expect(before.entries["cleanup.policy"]?.value == "compact")
        #expect(before.entries["cleanup.policy"]?.isDefault == false)
        #expect(try admin.alterConfigs(of: name, to: ["retention.ms": "60000"], timeout: limit).error == nil)
        #expect(try admin.createPartitions(of: name, total: 3, timeout: limit).map(\.error?.code) == [nil])
        #expect(try admin.deleteTopics([name], timeout: limit).map(\.error?.code) == [nil])
    }
}
