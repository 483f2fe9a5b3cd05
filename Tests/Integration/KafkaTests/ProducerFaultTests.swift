import Kafka
import Synchronization
import Testing

@Suite("A producer in trouble", .serialized)
struct ProducerFaultTests {
    let cluster: InMemoryCluster
    let partition = TopicPartition(topic: "t", partition: 0)

    init() throws {
        cluster = try InMemoryCluster.start(brokers: 1, log: quiet)
        try cluster.createTopic("t", partitions: 1)
    }

    @Test("a full queue refuses at once, and waiting callers get through when it drains")
    func queueFull() throws {
        let producer = try makeProducer(cluster, queueRecordsMax: 10)
        try cluster.setLeader(of: partition, broker: nil)
        let results = Mutex<[Result<Delivery, KafkaError>]>([])
        for record in texts((0..<10).map(String.init), topic: "t") {
            try producer.enqueue(record) { result in results.withLock { $0.append(result) } }
        }
        let error = #expect(throws: KafkaError.self) {
            try producer.enqueue(texts(["x"], topic: "t")[0]) { _ in Issue.record("refused, so never called") }
        }
        #expect(error?.code == .queueFull)
        #expect(error?.isRetriable == true)
        let late = #expect(throws: KafkaError.self) {
            _ = try producer.sendAndWait(texts(["x"], topic: "t"), deadline: .milliseconds(50))
        }
        #expect(late?.code == .timedOut)

        try cluster.setLeader(of: partition, broker: 1)
        let deliveries = try producer.sendAndWait(texts((10..<60).map(String.init), topic: "t"), deadline: .seconds(15))
        #expect(deliveries.map(\.offset) == Array(10..<60))
        #expect(results.withLock { $0.count } == 10)
    }

    @Test("a record fails when the delivery timeout passes, and the producer recovers with the partition")
    func leaderless() throws {
        let producer = try makeProducer(cluster, deliveryTimeout: .seconds(10))
        _ = try producer.sendAndWait(texts(["before"], topic: "t"), deadline: .seconds(10))
        try cluster.setLeader(of: partition, broker: nil)
        let error = #expect(throws: KafkaError.self) {
            _ = try producer.sendAndWait(texts(["lost"], topic: "t"), deadline: .seconds(60))
        }
        #expect(error?.code == .messageTimedOut)
        #expect(error?.partition == partition)
        try cluster.setLeader(of: partition, broker: 1)
        let deadline = ContinuousClock.now + .seconds(30)
        var recovered: [Delivery] = []
        while recovered.isEmpty, ContinuousClock.now < deadline {
            recovered = (try? producer.sendAndWait(texts(["after"], topic: "t"), deadline: .seconds(10))) ?? []
        }
        #expect(recovered.count == 1)
    }

    @Test("errors of the broker are retried without loss, duplicates or disorder")
    func injectedErrors() throws {
        // One request at a time: the in-memory broker does not refuse a batch whose predecessor it has refused.
        let producer = try makeProducer(
            cluster, ["linger.ms": "0", "retry.backoff.ms": "10", "max.in.flight": "1"])
        _ = try producer.sendAndWait(texts(["0"], topic: "t"), deadline: .seconds(10))
        try cluster.pushErrors(.produce, [.notLeader, .requestTimedOut, .notEnoughReplicas, .notLeader])
        let values = (1...100).map(String.init)
        let deliveries = try producer.sendAndWait(texts(values, topic: "t"), deadline: .seconds(15))
        #expect(deliveries.map(\.offset) == Array(1...100))
        let consumer = try makeConsumer(cluster, topics: ["t"], group: "g")
        #expect(try read(consumer) { $0.count >= 101 }.map(\.text) == ["0"] + values)
    }

    @Test("closing gives every queued record a result and refuses new ones")
    func close() throws {
        let producer = try makeProducer(cluster)
        try cluster.setLeader(of: partition, broker: nil)
        let codes = Mutex<[KafkaError.Code]>([])
        for record in texts((0..<500).map(String.init), topic: "t") {
            try producer.enqueue(record) { result in
                if case .failure(let error) = result { codes.withLock { $0.append(error.code) } }
            }
        }
        producer.close(deadline: .milliseconds(50))
        producer.close(deadline: .seconds(5))
        #expect(codes.withLock { $0.count } == 500)
        #expect(codes.withLock { Set($0).isSubset(of: [.purgedFromQueue, .purgedInFlight]) })
        let error = #expect(throws: KafkaError.self) {
            try producer.enqueue(texts(["x"], topic: "t")[0]) { _ in Issue.record("refused, so never called") }
        }
        #expect(error?.code == .closed)
    }

    @Test("a producer let go inside its own delivery ends cleanly")
    func letGoInsideADelivery() async throws {
        let holder = Holder(try makeProducer(cluster))
        let result = await withCheckedContinuation { done in
            holder.enqueue(texts(["x"], topic: "t")[0]) { result in
                holder.letGo()
                done.resume(returning: result)
            }
        }
        #expect(try result.get().offset == 0)
    }
}

private final class Holder: Sendable {
    private let producer: Mutex<Producer?>

    init(_ producer: Producer) {
        self.producer = Mutex(producer)
    }

    func enqueue(_ record: ProducerRecord, whenDone: @escaping @Sendable (Result<Delivery, KafkaError>) -> Void) {
        producer.withLock { producer in
            do throws(KafkaError) { try producer?.enqueue(record, whenDone: whenDone) } catch {
                whenDone(.failure(error))
            }
        }
    }

    func letGo() {
        let last = producer.withLock { producer in
            defer { producer = nil }
            return producer
        }
        withExtendedLifetime(last) {}
    }
}
