import Kafka
import Testing

@Suite("Commits during a rebalance", .serialized)
struct CommitDuringRebalanceTests {
    @Test("a member that goes on committing keeps its partitions while another joins")
    func committing() {
        // A commit goes to librdkafka's own thread, which may have asked to join in the meantime. No caller can rule that
        // out, and a busy machine makes it likelier; without the watch for joins it happens every time, since joining takes
        // longer than the pause between two commits. A group that does not settle has been disturbed as well.
        let isKept = (1...5).contains { (try? lost(topic: "commits-\($0)")) == 0 }
        #expect(isKept)
    }

    /// How many partitions the group took from a member because of what it committed.
    private func lost(topic: String) throws -> Int {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic(topic, partitions: 4)
        var lost = 0
        func member() throws -> Consumer {
            try makeConsumer(
                cluster, topics: [topic], group: topic, onRevoke: { _, isLost in lost += isLost ? 1 : 0 })
        }
        let first = try member()
        try read(first) { _ in first.assignment.count == 4 }
        let second = try member()
        let deadline = ContinuousClock.now + .seconds(60)
        var committed = ContinuousClock.now
        while first.assignment.count != 2 || second.assignment.count != 2 {
            guard ContinuousClock.now < deadline else { throw GaveUp(seen: []) }
            for consumer in [first, second] { _ = try consumer.poll(max: 10, timeout: .milliseconds(20)).count }
            guard ContinuousClock.now - committed > .milliseconds(200) else { continue }
            committed = .now
            for consumer in [first, second] {
                try consumer.commit(
                    Dictionary(uniqueKeysWithValues: consumer.assignment.map { ($0, CommittedOffset(offset: 0)) }))
            }
        }
        return lost
    }
}
