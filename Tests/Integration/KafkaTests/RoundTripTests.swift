import Kafka
import Testing

@Suite("What is produced is what is consumed", .serialized)
struct RoundTripTests {
    @Test("keys, null and empty values, headers and timestamps survive")
    func everyField() throws {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic("fields", partitions: 1)
        let producer = try makeProducer(cluster)
        let headers = [
            KafkaHeader(name: "a", value: [1, 0, 2]), KafkaHeader(name: "none", value: nil),
            KafkaHeader(name: "empty", value: []), KafkaHeader(name: "a", value: [3]),
        ]
        let records = [
            ProducerRecord(
                topic: "fields", key: [7], value: [1, 2, 3], headers: headers, timestampMs: 1_700_000_000_123),
            ProducerRecord(topic: "fields", key: [7], value: nil),
            ProducerRecord(topic: "fields", key: nil, value: []),
            ProducerRecord(topic: "fields", key: [], value: [9]),
        ]
        let deliveries = try producer.sendAndWait(records, deadline: .seconds(10))
        #expect(deliveries.map(\.offset) == [0, 1, 2, 3])

        let consumer = try makeConsumer(cluster, topics: ["fields"], group: "fields")
        let seen = try read(consumer) { $0.count >= 4 }
        #expect(seen.map(\.key) == [[7], [7], nil, []])
        #expect(seen.map(\.value) == [[1, 2, 3], nil, [], [9]])
        #expect(seen.map(\.headers) == [headers, [], [], []])
        #expect(seen[0].timestampMs == 1_700_000_000_123)
        #expect(seen.allSatisfy { $0.topic == "fields" && $0.timestampMs > 0 })

        try consumer.rewind([TopicPartition(topic: "fields", partition: 0): 0])
        var last: [UInt8]?
        var missing: [UInt8]? = []
        let again = try next(consumer)
        again.withRecord(at: 0) { record in
            last = record.header(named: "a")
            missing = record.header(named: "absent")
            #expect(record.timestampType == .created)
        }
        #expect(last == [3])
        #expect(missing == nil)
    }

    @Test("a batch stays readable after the consumer has closed, and lends one memory throughout")
    func lentBytes() throws {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic("lent", partitions: 1)
        let producer = try makeProducer(cluster)
        _ = try producer.sendAndWait(texts(["first", "second"], topic: "lent"), deadline: .seconds(10))
        let consumer = try makeConsumer(cluster, topics: ["lent"], group: "lent")
        let batch = try next(consumer)
        let address = batch.withRecord(at: 0) { $0.value.withUnsafeBytes { $0?.baseAddress } }
        consumer.close()
        #expect(address != nil)
        #expect(batch.withRecord(at: 0) { $0.value.withUnsafeBytes { $0?.baseAddress } } == address)
        #expect(batch.withRecord(at: 0) { Copy($0).text } == "first")
        #expect(throws: KafkaError.self) { _ = try consumer.poll(max: 1, timeout: .zero).count }
    }

    @Test("a single record is sent from an async function")
    func asyncSend() async throws {
        let producer = try makeProducer(SharedCluster.cluster.get())
        let delivery = try await producer.send(ProducerRecord(topic: "async", partition: 2, value: [1]))
        #expect(delivery.partition == 2)
        #expect(delivery.offset == 0)
        #expect(try producer.partitionCount(of: "async", deadline: .seconds(5)) == 4)
        #expect(producer.clusterID(deadline: .seconds(5)) != nil)
        await #expect(throws: KafkaError.self) {
            _ = try await producer.send(ProducerRecord(topic: "async", partition: 99, value: [1]))
        }
    }

    private func next(_ consumer: Consumer) throws -> RecordBatch {
        let deadline = ContinuousClock.now + .seconds(15)
        while ContinuousClock.now < deadline {
            let batch = try consumer.poll(max: 100, timeout: .milliseconds(200))
            if !batch.isEmpty { return batch }
        }
        throw GaveUp(seen: [])
    }
}
