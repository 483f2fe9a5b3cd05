import Kafka
import Testing

@Suite("What a consumer's connections tell of the log")
struct LogEndsTests {
    @Test("is the number of partitions of every topic that it reads, by one question")
    func partitionCounts() throws {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic("counted-one", partitions: 3)
        try cluster.createTopic("counted-two", partitions: 2)
        try cluster.createTopic("counted-other", partitions: 1)
        let consumer = try makeConsumer(cluster, topics: ["counted-one", "counted-two"], group: "counted")
        try read(consumer) { _ in consumer.assignment.count == 5 }
        #expect(
            try consumer.logEnds.partitionCounts(timeout: .seconds(10)) == ["counted-one": 3, "counted-two": 2])
        consumer.close()
    }
}
