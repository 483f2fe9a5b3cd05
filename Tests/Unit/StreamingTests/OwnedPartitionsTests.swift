import Kafka
import Testing

@testable import Streaming

@Suite("Owned partitions")
struct OwnedPartitionsTests {
    private let first = TopicPartition(topic: "t", partition: 0)
    private let second = TopicPartition(topic: "t", partition: 1)
    private let stored = Checkpoint(nextOffset: 8, clusterID: "k")

    private var owned: OwnedPartitions {
        var owned = OwnedPartitions(clusterID: "k")
        owned.add(first, stored: nil, start: 3)
        owned.add(second, stored: stored, start: 8)
        return owned
    }

    private func record(_ place: TopicPartition, _ offset: Int64, at time: Int64 = 1000) -> HeldRecord {
        HeldRecord(
            topic: place.topic, partition: place.partition, offset: offset, timestampMs: time, key: nil, value: [7])
    }

    @Test("records before the start, or of partitions that are not owned, are left alone")
    func shouldProcess() {
        let owned = owned
        #expect(!owned.shouldProcess(first, offset: 2))
        #expect(owned.shouldProcess(first, offset: 3))
        #expect(!owned.shouldProcess(TopicPartition(topic: "u", partition: 0), offset: 100))
        #expect(Set(owned.partitions) == [first, second])
    }

    @Test("a batch moves the partitions of its records behind the last of them")
    func move() {
        var owned = owned
        let batch = RecordBatch([record(first, 3), record(first, 5), record(second, 7)])
        let moves = owned.moves(through: batch)
        #expect(Set(moves.keys) == [first])
        #expect(moves[first]?.expected == nil)
        #expect(moves[first]?.next.nextOffset == 6)
        #expect(moves[first]?.next.start == 3)
        #expect(moves[first]?.next.mark?.offset == 5)
        #expect(moves[first]?.gap == nil)
    }

    @Test("an end that was reached moves a partition over what the broker does not deliver")
    func end() {
        var owned = owned
        let batch = RecordBatch([record(first, 3)], ends: [first: 9, second: 12])
        let moves = owned.moves(through: batch)
        #expect(moves.mapValues(\.next.nextOffset) == [first: 9, second: 12])
        #expect(moves[first]?.next.mark?.offset == 3)
        #expect(moves[second]?.expected == stored)
        #expect(moves.values.allSatisfy { $0.gap == nil })
        #expect(owned.isBeyondCheckpoint([second: 12]))
        #expect(!owned.isBeyondCheckpoint([second: 8]))
    }

    @Test("a limit is not passed, by no record and by no end")
    func limit() {
        var owned = owned
        let batch = RecordBatch([record(second, 8), record(second, 9)], ends: [second: 12])
        let inside = owned.moves(through: batch, upTo: [second: 9])
        #expect(inside.mapValues(\.next.nextOffset) == [second: 9])
        let before = owned.moves(through: batch, upTo: [second: 8])
        #expect(before.isEmpty)
    }

    @Test("a partition that begins behind a hole moves at once, and says what it passes over")
    func hole() {
        var owned = owned
        owned.add(second, stored: stored, start: 20, reset: .expired(stored: 8, oldest: 20))
        #expect(owned.isBeyondCheckpoint([:]))
        let move = owned.moves(through: RecordBatch([]))[second]
        #expect(move?.next.nextOffset == 20)
        #expect(move?.next.generation == 0)
        #expect(move?.next.earlier == [ReadSpan(generation: 0, offsets: 0..<8)])
        #expect(move?.gap == CheckpointMove.Gap(from: LogPosition(generation: 0, offset: 8), until: 20))
        owned.advance(owned.moves(through: RecordBatch([])))
        let again = owned.moves(through: RecordBatch([]))
        #expect(again.isEmpty)
        let next = owned.moves(through: RecordBatch([record(second, 20)]))[second]
        #expect(next?.gap == nil)
        #expect(next?.next.hasRead(LogPosition(generation: 0, offset: 7)) == true)
        #expect(next?.next.hasRead(LogPosition(generation: 0, offset: 8)) == false)
        #expect(next?.next.hasRead(LogPosition(generation: 0, offset: 20)) == true)
    }

    @Test("a log that was made again has no number, and moves nothing, before its first record tells when it began")
    func anotherLog() {
        var owned = owned
        owned.add(second, stored: stored, start: 0, reset: .beyondEnd(stored: 8, end: 2))
        #expect(!owned.isBeyondCheckpoint([:]))
        let again = owned.moves(through: RecordBatch([]))
        #expect(again.isEmpty)
        let batch = RecordBatch([record(second, 0, at: 5000), record(second, 1, at: 5001)])
        owned.number(batch)
        #expect(owned.generation(of: second) == 5000)
        let move = owned.moves(through: batch)[second]
        #expect(move?.next.position == LogPosition(generation: 5000, offset: 2))
        #expect(
            move?.next.read == [ReadSpan(generation: 0, offsets: 0..<8), ReadSpan(generation: 5000, offsets: 0..<2)])
        #expect(move?.gap == CheckpointMove.Gap(from: LogPosition(generation: 0, offset: 8), until: nil))
    }

    @Test("a later log has a larger number also where its records bear no later time")
    func numbers() {
        #expect(Generation.after(0, firstRecord: -1) == 1)
        #expect(Generation.after(7000, firstRecord: 6000) == 7001)
        #expect(Generation.after(7000, firstRecord: 8000) == 8000)
    }

    @Test("what is stored is believed if it is what was to be stored, and not if somebody else stored it")
    func adopt() throws {
        var owned = owned
        let move = try #require(owned.moves(through: RecordBatch([record(second, 11)]))[second])
        var before = owned
        let isUnchanged = before.adopt(stored, of: second)
        #expect(isUnchanged)
        #expect(before.shouldProcess(second, offset: 11))
        var other = move.next
        other.mark = RecordMark(offset: 11, timestampMs: 5, hash: 7)
        let adopted = [other, nil, move.next].map { owned.adopt($0, of: second) }
        #expect(adopted == [false, false, true])
        #expect(!owned.shouldProcess(second, offset: 11))
    }

    @Test("a commit moves the position, the expectation and the advisory offset")
    func advance() {
        var owned = owned
        #expect(owned.stored.mapValues(\.nextOffset) == [second: 8])
        #expect(owned.stored[first] == nil)
        #expect(owned.believes(in: [second: stored]))
        let moves = owned.moves(through: RecordBatch([record(first, 11)]))
        owned.advance(moves)
        #expect(!owned.shouldProcess(first, offset: 11))
        #expect(owned.shouldProcess(first, offset: 12))
        let next = owned.moves(through: RecordBatch([record(first, 12)]))
        #expect(next[first]?.expected == moves[first]?.next)
        #expect(owned.stored[first] != nil)
        #expect(owned.stored.mapValues(\.nextOffset) == [first: 12, second: 8])
    }

    @Test("a partition that was given up does not come back by a late commit")
    func remove() {
        var owned = owned
        let moves = owned.moves(through: RecordBatch([record(first, 11)]))
        owned.remove(first)
        owned.advance(moves)
        #expect(owned.partitions == [second])
        #expect(!owned.shouldProcess(first, offset: 12))
        #expect(owned.stored.mapValues(\.nextOffset) == [second: 8])
    }
}
