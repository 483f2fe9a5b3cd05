import Events
import Synchronization
import Testing

@testable import Producing

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

    @Test(
        "of two rows of one capture in a file the lower one has the greater id, and the same arrival gives the same ids"
    )
    func arrival() async {
        let sink = FakeSink()
        let corrected = hrvRow.replacing("\"rMSSD\":0", with: "\"rMSSD\":50")
        var options = ProduceRun<FakeSink, ContinuousClock>.Options()
        let first = await ProduceRun(sink: sink).run(lines(Array((hrvRow + "\n" + corrected).utf8)))
        options.arrival = first.arrival
        _ = await ProduceRun(sink: sink, options: options).run(lines(Array((hrvRow + "\n" + corrected).utf8)))
        // As the account of a run that stopped after the first line says.
        options.arrival = first.arrival?.ofLine(1)
        _ = await ProduceRun(sink: sink, options: options).run(lines(Array(corrected.utf8)))
        let ids = sink.events.map(\.id)
        #expect(ids[0].utf8.lexicographicallyPrecedes(ids[1].utf8))
        #expect(Array(ids[2...]) == [ids[0], ids[1], ids[1]])
        #expect(await ProduceRun(sink: sink).run(lines(Array(pageView.utf8))).arrival == nil)
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

    @Test("a run gives up on a broker that is silent for too long, and says how many are unresolved and where to go on")
    func silent() async {
        var options = ProduceRun<FakeSink, ContinuousClock>.Options()
        options.patience = .milliseconds(30)
        options.progressInterval = .milliseconds(10)
        let report = await ProduceRun(sink: FakeSink(.isSilent), options: options).run(lines(Array(fullRow.utf8)))
        #expect((report.sent, report.unresolved) == (2, 2))
        #expect(!report.isComplete && report.isInterrupted)
        #expect(report.gaveUpAfter.map { $0 >= .milliseconds(30) } == true)
        #expect(report.resumeLine == 1)
    }

    @Test("a run whose window is full of events that nobody acknowledges sends nothing more")
    func silentInTheMiddle() async {
        let sink = FakeSink(.isSilent)
        var options = ProduceRun<FakeSink, ContinuousClock>.Options()
        (options.patience, options.inFlightMax) = (.milliseconds(500), 4)
        let text = ["nonsense"] + Array(repeating: pageView, count: 20)
        let run = ProduceRun(sink: sink, options: options)
        async let running = run.run(lines(Array(text.joined(separator: "\n").utf8)))
        #expect(await eventually { sink.events.count == 4 })
        sink.drain()
        #expect(await eventually { sink.events.count > 4 })
        let report = await running
        #expect(report.acknowledged == 4 && report.unresolved > 0)
        #expect(report.sent == report.acknowledged + report.unresolved && report.sent < 20)
        #expect(report.resumeLine == 6, "line 1 is refused for good, 2 to 5 are acknowledged")
        #expect(report.gaveUpAfter != nil && report.inputError == nil)
    }

    @Test("a broker that is away for less is waited for")
    func patient() async {
        let sink = FakeSink(.fills(after: 3))
        var options = ProduceRun<FakeSink, ContinuousClock>.Options()
        options.patience = .seconds(60)
        let run = ProduceRun(sink: sink, options: options)
        async let running = run.run(lines(Array(String(repeating: pageView + "\n", count: 9).utf8)))
        for count in [3, 6, 9] {
            #expect(await eventually { sink.events.count == count && (count == 9 || sink.wasFull > 0) })
            sink.drain()
        }
        let report = await running
        #expect(report.isComplete && report.gaveUpAfter == nil && report.resumeLine == nil)
    }

    @Test("only failures that may pass are worth another attempt", arguments: [true, false])
    func resumes(isPassing: Bool) async {
        let error = isPassing ? SinkError.notAcknowledged("timed out") : .refused("too large")
        let report = await ProduceRun(sink: FakeSink(.fails(error))).run(lines(Array("\n\(pageView)".utf8)))
        #expect(report.failed.total == 1)
        #expect(report.resumeLine == (isPassing ? 2 : nil))
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
