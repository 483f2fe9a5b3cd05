import Kafka
import Testing

@testable import Streaming

@Suite("Telling a reader that stands still from one that is at its end")
struct ProgressWatchTests {
    private let place = TopicPartition(topic: "t", partition: 3)
    private let start = ContinuousClock.now

    private func at(_ offset: Int64, generation: Int64 = 0) -> [TopicPartition: Checkpoint] {
        let mark = RecordMark(offset: offset - 1, timestampMs: 5000, hash: 1)
        return [place: Checkpoint(nextOffset: offset, clusterID: nil, generation: generation, mark: mark)]
    }

    private func look(
        _ watch: inout ProgressWatch, at offset: Int64, end: Int64, after seconds: Int, first: Int64? = nil,
        generation: Int64 = 0
    ) -> Standstill? {
        let reading = at(offset, generation: generation)
        return watch.look(
            reading, ends: [place: end], times: watch.times(reading), firstOffsets: first.map { [place: $0] } ?? [:],
            now: start + .seconds(seconds))
    }

    @Test("a partition that does not move before its end is told when its patience is over, and again while it lasts")
    func standsStill() throws {
        var watch = ProgressWatch(patience: .seconds(60))
        #expect(look(&watch, at: 7, end: 9, after: 0) == nil)
        #expect(look(&watch, at: 7, end: 9, after: 59) == nil)
        let found = try #require(look(&watch, at: 7, end: 12, after: 60))
        #expect(found.reason.contains("t[3] stands at offset 7 for 60 s"))
        #expect(found.otherLogs.isEmpty)
        #expect(look(&watch, at: 7, end: 12, after: 62) != nil)
        #expect(look(&watch, at: 8, end: 12, after: 64) == nil)
    }

    @Test("one that moves, or is at its end, or whose store takes nothing, does not stand still")
    func moves() {
        var watch = ProgressWatch(patience: .seconds(60))
        for second in 0..<10 { #expect(look(&watch, at: Int64(second), end: 99, after: second * 50) == nil) }
        #expect(look(&watch, at: 99, end: 99, after: 1000) == nil)
        #expect(look(&watch, at: 99, end: 99, after: 2000) == nil)
        #expect(look(&watch, at: 99, end: 100, after: 2001) == nil)
        watch.pause(now: start + .seconds(2060))
        #expect(look(&watch, at: 99, end: 100, after: 2061) == nil)
    }

    @Test("a log that ends before the reader is told at the second look, since one answer may have been on its way")
    func shorter() throws {
        var watch = ProgressWatch(patience: .seconds(60))
        #expect(look(&watch, at: 7, end: 3, after: 0) == nil)
        let found = try #require(look(&watch, at: 7, end: 3, after: 2))
        #expect(found.reason.contains("its log ends at 3"))
    }

    @Test("a time that leads to an earlier place than before is told as another log, retention is not")
    func otherLog() throws {
        var watch = ProgressWatch(patience: .seconds(60))
        #expect(look(&watch, at: 50, end: 50, after: 0, first: 49) == nil)
        #expect(look(&watch, at: 60, end: 60, after: 2, first: 49) == nil)
        #expect(look(&watch, at: 70, end: 70, after: 4, first: 55) == nil)
        let found = try #require(look(&watch, at: 70, end: 90, after: 6, first: 0))
        #expect(found.otherLogs[place]?.generation == 0)
        #expect(found.otherLogs[place]?.reset == .otherRecord(at: 55))
    }

    @Test("a new generation is compared with nothing of the one before")
    func newGeneration() {
        var watch = ProgressWatch(patience: .seconds(60))
        #expect(look(&watch, at: 50, end: 50, after: 0, first: 49) == nil)
        #expect(look(&watch, at: 2, end: 2, after: 2, first: 1, generation: 9000) == nil)
    }
}
