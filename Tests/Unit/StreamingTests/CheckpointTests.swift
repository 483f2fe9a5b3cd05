import Streaming
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    @Test(
        "a new owner starts where the sink stands, if the log still has it",
        arguments: [
            (nil, nil, .at(5)), (5, "k", .at(5)), (7, "k", .at(7)), (9, "k", .at(9)), (7, nil, .at(7)),
            (4, "k", .reset(to: 5, .expired(stored: 4, oldest: 5))),
            (10, "k", .reset(to: 5, .beyondEnd(stored: 10, end: 9))),
            (7, "other", .reset(to: 5, .otherCluster(stored: "other", current: "k"))),
        ] as [(Int64?, String?, StartDecision)])
    func start(offset: Int64?, cluster: String?, decision: StartDecision) {
        let stored = offset.map { Checkpoint(nextOffset: $0, clusterID: cluster) }
        #expect(Checkpoint.start(from: stored, low: 5, high: 9, clusterID: "k") == decision)
    }

    @Test("a store that lost what its group has read is told, unless the log holds everything from its beginning")
    func forgotten() {
        #expect(
            Checkpoint.start(from: nil, low: 5, high: 9, clusterID: "k", groupRead: 7)
                == .reset(to: 5, .forgotten(read: 7, oldest: 5)))
        #expect(Checkpoint.start(from: nil, low: 0, high: 9, clusterID: "k", groupRead: 7) == .at(0))
        #expect(Checkpoint.start(from: nil, low: 5, high: 9, clusterID: "k", groupRead: 0) == .at(5))
        #expect(
            Checkpoint.start(
                from: Checkpoint(nextOffset: 6, clusterID: "k"), low: 5, high: 9, clusterID: "k", groupRead: 7)
                == .at(6))
    }

    @Test("a broker that tells no cluster id is believed")
    func noCluster() {
        let stored = Checkpoint(nextOffset: 7, clusterID: "k")
        #expect(Checkpoint.start(from: stored, low: 5, high: 9, clusterID: nil) == .at(7))
    }

    @Test("an empty log is no reset for a checkpoint at its end")
    func emptyLog() {
        let stored = Checkpoint(nextOffset: 9, clusterID: nil)
        #expect(Checkpoint.start(from: stored, low: 9, high: 9, clusterID: nil) == .at(9))
        #expect(Checkpoint.start(from: nil, low: 0, high: 0, clusterID: nil) == .at(0))
    }

    @Test("what a lost answer hid is told by what is stored")
    func outcome() {
        let old = Checkpoint(nextOffset: 5, clusterID: "k")
        let new = Checkpoint(nextOffset: 9, clusterID: "k")
        let move = CheckpointMove(expected: old, next: new)
        #expect(move.outcome(stored: new) == .committed)
        #expect(move.outcome(stored: old) == nil)
        #expect(move.outcome(stored: nil) == .conflict)
        #expect(move.outcome(stored: Checkpoint(nextOffset: 9, clusterID: "other")) == .conflict)
        #expect(move.outcome(stored: Checkpoint(nextOffset: 7, clusterID: "k")) == .conflict)
        #expect(CheckpointMove(expected: nil, next: new).outcome(stored: nil) == nil)
    }
}
