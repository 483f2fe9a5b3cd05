import Events
import Synchronization
import Testing

@testable import Ingest

@Suite("A produce run")
struct ProduceRunTests {
    @Test("accounts for every line and says which were refused and why")
    func report() async {
        let sink = FakeSink()
        let text = [pageView, "", "nonsense", fullRow, String(repeating: "x", count: 70_000), hrvRow]
        let report = await ProduceRun(sink: sink).run(lines(Array(text.joined(separator: "\n").utf8) + [0x0A, 0xFF]))
        #expect(report.lines == 7)
        #expect((report.sent, report.acknowledged) == (4, 4))
        #expect(report.refused.total == 3)
        #expect(report.refused.issues.map(\.line) == [3, 5, 7])
        #expect(report.refused.issues[1].reason.contains("too_large"))
        #expect(!report.isComplete && !report.isInterrupted)
        #expect(sink.events.map(\.subject) == ["u1", "u1", "u1", "u1"])
    }

    @Test("lists the first refusals only, but counts all")
    func bounded() async {
        let report = await ProduceRun(sink: FakeSink()).run(lines(Array(String(repeating: "x\n", count: 1500).utf8)))
        #expect(report.refused.total == 1500)
        #expect(report.refused.issues.count == IssueList.listedMax)
    }

    @Test("waits for a full queue and drops nothing")
    func fullQueue() async {
        let sink = FakeSink(.fills(after: 10))
        let text = Array(String(repeating: pageView + "\n", count: 35).utf8)
        async let running = ProduceRun(sink: sink).run(lines(text))
        for count in [10, 20, 30, 35] {
            #expect(await eventually { sink.events.count == count && (count == 35 || sink.wasFull > 0) })
            sink.drain()
        }
        let report = await running
        #expect(report.acknowledged == 35)
        #expect(report.isComplete)
    }

    @Test("keeps no more events on their way than allowed")
    func inFlight() async {
        let sink = FakeSink(.isSilent)
        var options = ProduceRun<FakeSink, ContinuousClock>.Options()
        options.inFlightMax = 4
        let run = ProduceRun(sink: sink, options: options)
        async let running = run.run(lines(Array(String(repeating: pageView + "\n", count: 9).utf8)))
        for count in [4, 8, 9] {
            #expect(await eventually { sink.events.count == count })
            #expect(sink.heldCount <= 4)
            sink.drain()
        }
        #expect(await running.acknowledged == 9)
    }

    @Test("reports what the broker did not acknowledge")
    func failures() async {
        let sink = FakeSink(.fails(.notAcknowledged("broker down")))
        let report = await ProduceRun(sink: sink).run(lines(Array(fullRow.utf8)))
        #expect((report.sent, report.acknowledged, report.failed.total) == (2, 0, 2))
        #expect(report.failed.issues[0].reason.contains("broker down"))
    }

    @Test("a cancelled run waits for what was sent and reports it")
    func cancelled() async {
        let sink = FakeSink(.fills(after: 3))
        let text = Array(String(repeating: pageView + "\n", count: 100).utf8)
        let task = Task { await ProduceRun(sink: sink).run(lines(text)) }
        #expect(await eventually { sink.wasFull > 0 })
        task.cancel()
        sink.drain()
        // An event may have slipped in between the cancellation and its being noticed.
        let draining = Task { while !Task.isCancelled { sink.drain(); await Task.yield() } }
        let report = await task.value
        draining.cancel()
        #expect(report.isInterrupted)
        #expect(report.sent < 100 && report.acknowledged == report.sent && report.unresolved == 0)
    }

    @Test("a run gives up on a silent broker at its limit and says how many are unresolved")
    func silent() async {
        var options = ProduceRun<FakeSink, ContinuousClock>.Options()
        options.drainLimit = .milliseconds(30)
        options.progressInterval = .milliseconds(10)
        let report = await ProduceRun(sink: FakeSink(.isSilent), options: options).run(lines(Array(fullRow.utf8)))
        #expect((report.sent, report.unresolved) == (2, 2))
        #expect(!report.isComplete)
    }

    @Test("a rate is kept by the clock")
    func rate() async {
        let clock = JumpingClock()
        var options = ProduceRun<FakeSink, JumpingClock>.Options()
        options.rate = 10
        let run = ProduceRun(sink: FakeSink(), options: options, clock: clock)
        let report = await run.run(lines(Array(String(repeating: pageView + "\n", count: 51).utf8)))
        #expect(report.acknowledged == 51)
        #expect(abs(report.elapsed.seconds - 5) < 0.01, "\(report.elapsed)")
    }

    @Test("the last progress is the whole input")
    func progress() async {
        let text = Array((pageView + "\n" + fullRow).utf8)
        let last = Mutex<ProduceProgress?>(nil)
        _ = await ProduceRun(sink: FakeSink()).run(lines(text), bytesTotal: Int64(text.count)) { state in
            last.withLock { $0 = state }
        }
        #expect(last.withLock { $0 }?.fraction == 1)
        #expect(last.withLock { $0 }?.acknowledged == 3)
    }
}

/// A clock on which sleeping takes no time but moves the hands.
final class JumpingClock: Clock {
    private let hands = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { hands.withLock { $0 } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        hands.withLock { $0 = max($0, deadline) }
    }
}
