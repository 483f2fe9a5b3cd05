import Kafka
import Testing

@testable import Streaming

@Suite("Owned partitions")
struct OwnedPartitionsTests {
    private let first = TopicPartition(topic: "t", partition: 0)
    private let second = TopicPartition(topic: "t", partition: 1)

    private var owned: OwnedPartitions {
        var owned = OwnedPartitions(clusterID: "k")
        owned.add(first, stored: nil, start: 3)
        owned.add(second, stored: Checkpoint(nextOffset: 8, clusterID: "k"), start: 8)
        return owned
    }

    @Test("records before the start, or of partitions that are not owned, are left alone")
    func shouldProcess() {
        let owned = owned
        #expect(!owned.shouldProcess(first, offset: 2))
        #expect(owned.shouldProcess(first, offset: 3))
        #expect(!owned.shouldProcess(TopicPartition(topic: "u", partition: 0), offset: 100))
        #expect(Set(owned.partitions) == [first, second])
    }

    @Test("a move expects what was stored, and nothing where nothing was")
    func move() {
        let next = Checkpoint(nextOffset: 12, clusterID: "k")
        #expect(owned.move(first, to: 12) == CheckpointMove(expected: nil, next: next))
        #expect(
            owned.move(second, to: 12)
                == CheckpointMove(expected: Checkpoint(nextOffset: 8, clusterID: "k"), next: next))
        #expect(owned.believes(first, is: nil))
        #expect(owned.believes(second, is: Checkpoint(nextOffset: 8, clusterID: "k")))
        #expect(!owned.believes(second, is: nil))
        #expect(owned.believes(in: [second: Checkpoint(nextOffset: 8, clusterID: "k")]))
        #expect(!owned.believes(in: [:]))
    }

    @Test("a partition that begins before its checkpoint restarts, until something of the new log is stored")
    func restart() {
        var owned = owned
        #expect(!owned.isRestarting(second))
        owned.add(second, stored: Checkpoint(nextOffset: 8, clusterID: "k"), start: 0)
        #expect(owned.isRestarting(second))
        owned.advance([second: owned.move(second, to: 2)])
        #expect(!owned.isRestarting(second))
    }

    @Test("a commit moves the position, the expectation and the advisory offset")
    func advance() {
        var owned = owned
        #expect(owned.nextOffsets == [second: 8])
        owned.advance([first: owned.move(first, to: 12)])
        #expect(!owned.shouldProcess(first, offset: 11))
        #expect(owned.shouldProcess(first, offset: 12))
        #expect(owned.move(first, to: 13).expected == Checkpoint(nextOffset: 12, clusterID: "k"))
        #expect(!owned.believes(first, is: nil))
        #expect(owned.nextOffsets == [first: 12, second: 8])
    }

    @Test("a partition that was given up does not come back by a late commit")
    func remove() {
        var owned = owned
        let move = owned.move(first, to: 12)
        owned.remove(first)
        owned.advance([first: move])
        #expect(owned.partitions == [second])
        #expect(!owned.shouldProcess(first, offset: 12))
        #expect(!owned.believes(first, is: nil))
        #expect(owned.nextOffsets == [second: 8])
    }
}
