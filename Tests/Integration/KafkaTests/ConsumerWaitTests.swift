import Kafka
import Testing

@Suite("The wait for records", .timeLimit(.minutes(1)))
struct ConsumerWaitTests {
    private func consumer(of topic: String) throws -> Consumer {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic(topic, partitions: 1)
        return try makeConsumer(cluster, topics: [topic], group: topic)
    }

    @Test("ends when another thread asks for it")
    func during() async throws {
        let consumer = try consumer(of: "asked-during")
        let wait = consumer.wait
        // Time for the poll to have begun; before or after, it must end.
        let asking = Task {
            try await Task.sleep(for: .milliseconds(100))
            wait.end()
        }
        #expect(try consumer.poll(max: 10, timeout: .seconds(3600)).isEmpty)
        try await asking.value
        consumer.close()
    }

    @Test("does not begin where somebody asked before")
    func before() throws {
        let consumer = try consumer(of: "asked-before")
        consumer.wait.end()
        #expect(try consumer.poll(max: 10, timeout: .seconds(3600)).isEmpty)
        consumer.close()
    }
}
