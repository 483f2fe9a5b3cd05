import Events
import Kafka
import Streaming
import Testing

@testable import Replay

@Suite("Waiting for Redis to pass an erasure")
struct LiveWaitTests {
    private let partition = TopicPartition(topic: Topics.wellness, partition: 1)

    private func page(_ offset: Int64?) -> LivePage {
        var page = LivePage()
        if let offset { page.standing.checkpoints[partition] = Checkpoint(nextOffset: offset, clusterID: nil) }
        return page
    }

    @Test("a page at or before the erasure must wait, one behind it or without a checkpoint need not")
    func passed() throws {
        var wait = LiveWait(patience: .seconds(60))
        #expect(try !wait.hasPassed([partition: LogPosition(generation: 0, offset: 7)], page(6)))
        #expect(try !wait.hasPassed([partition: LogPosition(generation: 0, offset: 7)], page(7)))
        #expect(try wait.hasPassed([partition: LogPosition(generation: 0, offset: 7)], page(8)))
        #expect(try wait.hasPassed([partition: LogPosition(generation: 0, offset: 7)], page(nil)))
        #expect(try wait.hasPassed([:], page(0)))
    }

    @Test("a stream processor that stands still is given up")
    func standstill() throws {
        var wait = LiveWait(patience: .zero)
        #expect(throws: LiveBehind.self) {
            for _ in 0..<2 { _ = try wait.hasPassed([partition: LogPosition(generation: 0, offset: 7)], page(7)) }
        }
    }
}
