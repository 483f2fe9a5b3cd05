import Events
import Testing

@testable import Streaming

@Suite("Records in a partition that is not their user's")
struct RecordPlacementTests {
    @Test("are moved, also when partitions are added while they are on their way")
    func moved() {
        for moves in 0..<RecordPlacement.movesMax {
            #expect(RecordPlacement(elsewhere: 3, moves: moves) == .misplaced(3))
        }
    }

    @Test("are given up when moving does not help, so that two processors cannot send them to and fro for ever")
    func givenUp() throws {
        for moves in [RecordPlacement.movesMax, 1000] {
            guard case .givenUp(let rejection) = RecordPlacement(elsewhere: 3, moves: moves) else {
                Issue.record("still on the move after \(moves)")
                continue
            }
            #expect(rejection.reason == .wrongPartition)
            #expect(rejection.detail.contains("partition 3"))
        }
    }
}
