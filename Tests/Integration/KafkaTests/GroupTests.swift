import Kafka
import Testing

@Suite("Consumer groups", .serialized)
struct GroupTests {
    private let cluster: InMemoryCluster

    init() throws {
        cluster = try SharedCluster.cluster.get()
    }

    @Test(
        "two consumers share the partitions, and a revoke is seen before a partition moves",
        arguments: ["cooperative-sticky", "range"])
    func sharing(strategy: String) throws {
        let topic = "shared-\(strategy)"
        try cluster.createTopic(topic, partitions: 4)
        var log: [String] = []
        func member(_ name: String) throws -> Consumer {
            try makeConsumer(
                cluster, topics: [topic], group: topic, ["partition.assignment.strategy": strategy],
                onAssign: { partitions in
                    log += partitions.sorted().map { "\(name) +\($0.partition)" }
                    return fromTheBeginning(partitions)
                },
                onRevoke: { partitions, lost in
                    log += partitions.sorted().map { "\(name) -\($0.partition)\(lost ? " lost" : "")" }
                })
        }
        let first = try member("a")
        try read(first) { _ in first.assignment.count == 4 }
        let second = try member("b")
        var seen: [Set<TopicPartition>] = [[], []]
        /// Both, since neither gets far alone while the group rebalances, which it may do once more at any time.
        func pollBoth(until isEnough: () -> Bool) throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while !isEnough() {
                guard ContinuousClock.now < deadline else { throw GaveUp(seen: []) }
                for (index, consumer) in [first, second].enumerated() {
                    try consumer.poll(max: 10, timeout: .milliseconds(20)).forEach {
                        seen[index].insert(TopicPartition(topic: $0.topic, partition: $0.partition))
                    }
                }
            }
        }
        func isShared() -> Bool { first.assignment.count == 2 && second.assignment.count == 2 }
        try pollBoth(until: isShared)
        #expect(seen == [[], []])
        let producer = try makeProducer(cluster)
        _ = try producer.sendAndWait(
            (0..<4).flatMap { texts(["x", "y"], topic: topic, partition: $0) }, deadline: .seconds(10))
        try pollBoth { isShared() && first.assignment.isSubset(of: seen[0]) && second.assignment.isSubset(of: seen[1]) }
        #expect(first.assignment.isDisjoint(with: second.assignment))
        for place in second.assignment {
            let revoked = try #require(log.lastIndex(of: "a -\(place.partition)"))
            let assigned = try #require(log.lastIndex(of: "b +\(place.partition)"))
            #expect(revoked < assigned)
        }
        #expect(!log.contains { $0.hasSuffix("lost") })
    }

    @Test("reading begins where onAssign says, goes on after a rewind, and the log's ends are known")
    func startsAndRewind() throws {
        try cluster.createTopic("starts", partitions: 3)
        let producer = try makeProducer(cluster)
        func produce(_ values: some Sequence<String>) throws {
            for partition in 0..<3 as Range<Int32> {
                _ = try producer.sendAndWait(
                    texts(values, topic: "starts", partition: partition), deadline: .seconds(10))
            }
        }
        func place(_ partition: Int32) -> TopicPartition { TopicPartition(topic: "starts", partition: partition) }
        try produce((0..<10).map(String.init))
        let reader = Reader()
        let consumer = try makeConsumer(cluster, topics: ["starts"], group: "starts") { partitions in
            #expect(partitions.sorted() == [place(0), place(1), place(2)])
            // Handlers may ask the broker, from inside the poll that called them.
            let ends = try reader.consumer?.watermarks(of: place(1), timeout: .seconds(5))
            #expect(ends?.high == 10)
            return [place(0): .at(7), place(1): .beginning, place(2): .end]
        }
        reader.consumer = consumer
        let seen = try read(consumer) { $0.count >= 13 }
        #expect(seen.filter { $0.partition == 0 }.map(\.offset) == [7, 8, 9])
        #expect(seen.filter { $0.partition == 1 }.map(\.offset) == Array(0..<10))
        #expect(try consumer.watermarks(of: place(0), timeout: .seconds(5)) == (0, 10))

        try produce(["new"])
        let fresh = try read(consumer) { $0.count { $0.partition != 2 } >= 2 }
        #expect(fresh.map(\.offset) == Array(repeating: 10, count: fresh.count))
        // The end is looked up when fetching begins, which may have been after the first new record.
        var atEnd = fresh.contains { $0.partition == 2 }
        for _ in 0..<100 where !atEnd {
            _ = try producer.sendAndWait(texts(["newer"], topic: "starts", partition: 2), deadline: .seconds(10))
            atEnd = try consumer.poll(max: 10, timeout: .milliseconds(200)).count > 0
        }
        #expect(atEnd)

        try consumer.commit([place(0): CommittedOffset(offset: 11)])
        try consumer.rewind([place(0): 4, place(1): 9])
        let again = try read(consumer) { $0.count { $0.partition != 2 } >= 9 }
        #expect(again.filter { $0.partition == 0 }.map(\.offset) == Array(4...10))
        #expect(again.filter { $0.partition == 1 }.map(\.offset) == [9, 10])
    }

    @Test("records fetched before a rewind are not seen after it")
    func rewindDropsFetched() throws {
        try cluster.createTopic("fetched", partitions: 1)
        let producer = try makeProducer(cluster)
        _ = try producer.sendAndWait(texts((0..<5000).map(String.init), topic: "fetched"), deadline: .seconds(15))
        let consumer = try makeConsumer(cluster, topics: ["fetched"], group: "fetched")
        try read(consumer, max: 10) { $0.count >= 10 }
        let place = TopicPartition(topic: "fetched", partition: 0)
        for start in [2000, 5, 4990, 0] as [Int64] {
            try consumer.rewind([place: start])
            let seen = try read(consumer, max: 10) { $0.count >= 10 }
            #expect(seen.map(\.offset) == Array(start..<start + Int64(seen.count)))
        }
    }

    @Test("what onAssign throws comes out of poll, and nothing of the assignment is read")
    func onAssignThrows() throws {
        struct NoCheckpoint: Error {}
        try cluster.createTopic("refused", partitions: 2)
        let producer = try makeProducer(cluster)
        _ = try producer.sendAndWait(texts(["x"], topic: "refused"), deadline: .seconds(10))
        let consumer = try makeConsumer(cluster, topics: ["refused"], group: "refused") { _ in throw NoCheckpoint() }
        let error = #expect(throws: KafkaError.self) { try read(consumer) { _ in false } }
        #expect(error?.code == .handlerFailed)
        #expect(error?.underlying is NoCheckpoint)
        #expect(consumer.assignment.isEmpty)
        #expect(try consumer.poll(max: 10, timeout: .milliseconds(300)).isEmpty)
        consumer.close()
    }

    @Test("a start beyond the log is reported with its partition, not guessed")
    func outOfRange() throws {
        try cluster.createTopic("beyond", partitions: 1)
        let place = TopicPartition(topic: "beyond", partition: 0)
        let consumer = try makeConsumer(cluster, topics: ["beyond"], group: "beyond") { _ in [place: .at(1000)] }
        let error = #expect(throws: KafkaError.self) { try read(consumer) { _ in false } }
        #expect(error?.code == .offsetReset)
        #expect(error?.partition == place)
    }

    @Test("a member that was never told what to read can be let go")
    func beforeTheFirstAssignment() throws {
        let cluster = try InMemoryCluster.start(brokers: 1, log: quiet)
        try cluster.createTopic("unassigned", partitions: 1)
        try cluster.pushErrors(.syncGroup, Array(repeating: .rebalanceInProgress, count: 1000))
        weak var released: Consumer?
        do {
            let consumer = try makeConsumer(cluster, topics: ["unassigned"], group: "unassigned")
            released = consumer
            let end = ContinuousClock.now + .seconds(30)
            while consumer.memberID.isEmpty, ContinuousClock.now < end {
                _ = try consumer.poll(max: 1, timeout: .milliseconds(20))
            }
            #expect(!consumer.memberID.isEmpty && consumer.assignment.isEmpty)
        }
        #expect(released == nil)
    }

    @Test("closing revokes once, and letting go without closing does too")
    func closing() throws {
        try cluster.createTopic("closing", partitions: 2)
        for explicitly in [true, false] {
            var revoked: [TopicPartition] = []
            weak var released: Consumer?
            do {
                let consumer = try makeConsumer(
                    cluster, topics: ["closing"], group: "closing", onRevoke: { places, _ in revoked += places })
                released = consumer
                try read(consumer) { _ in consumer.assignment.count == 2 }
                if explicitly {
                    consumer.close()
                    consumer.close()
                }
            }
            #expect(released == nil)
            #expect(revoked.map(\.partition).sorted() == [0, 1])
        }
    }
}

private final class Reader {
    weak var consumer: Consumer?
}
