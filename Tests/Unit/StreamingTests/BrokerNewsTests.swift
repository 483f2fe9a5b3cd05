import Kafka
import Logging
import Testing

@testable import Streaming

@Suite("What is told of Kafka") struct BrokerNewsTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test("an outage is told once when it is sure, at intervals while it lasts, and once when it is over")
    func outage() {
        var outage = KafkaOutage()
        func look(_ failure: String?, _ second: Int) -> KafkaOutage.News? {
            outage.look(failure, began: at(second), now: at(second + 1))
        }
        #expect(look(nil, 0) == nil)
        #expect(look("late", 4) == nil)
        #expect(look(nil, 8) == nil, "one late answer is no outage")
        #expect(look("refused", 10) == nil)
        #expect(outage.away == nil)
        #expect(look("refused", 14) == .away(.seconds(5)))
        #expect(outage.away?.reason == "refused")
        #expect(look("refused", 18) == nil)
        #expect(look("refused", 43) == nil)
        #expect(look("refused", 44) == .away(.seconds(35)))
        #expect(look(nil, 50) == .back(.seconds(41)))
        #expect(outage.away == nil)
        #expect(look(nil, 54) == nil)
        #expect(look("refused", 60) == nil)
        #expect(look("refused", 64) == .away(.seconds(5)), "the next outage is told like the first")
    }

    @Test("librdkafka's lines are told once a minute, whatever times and threads they name")
    func repeated() {
        var lines = KafkaLines()
        func take(_ message: String, _ second: Int) -> KafkaLines.Told? { lines.take("FAIL", message, at: at(second)) }
        let refused =
            "[thrd:k:9092/bootstrap]: k:9092/bootstrap: Connect failed: Connection refused (after 1ms in state CONNECT)"
        let told = "k:9092/bootstrap: Connect failed: Connection refused (after 1ms in state CONNECT)"
        #expect(take(refused, 0) == .init(text: told, heldBack: 0))
        for second in 1...59 {
            #expect(take(refused.replacing("1ms", with: "\(second)ms, 9 identical error(s) suppressed"), second) == nil)
        }
        #expect(take(refused.replacing("k:", with: "l:"), 30) != nil, "another broker is other news")
        #expect(take(refused, 60) == .init(text: told, heldBack: 59))
        #expect(take(refused, 61) == nil)
        let again = "[thrd:app]: archiver#consumer-3: k:9092/bootstrap: Connect failed: Connection refused (after 2ms)"
        #expect(lines.take("ERROR", again, at: at(61)) == nil, "the same, told by the client as a whole")
    }

    @Test("lines of ever new kinds are bounded, and what was held back is told")
    func bounded() {
        var lines = KafkaLines()
        for kind in 0..<KafkaLines.kindsMax {
            #expect(lines.take("FAIL", "a\(kind)", at: at(0)) != nil)
        }
        for kind in 0..<7 { #expect(lines.take("FAIL", "b\(kind)", at: at(1)) == nil) }
        #expect(lines.take("FAIL", "c", at: at(60)) == .init(text: "c", heldBack: 7))
    }

    @Test("the levels are those of syslog")
    func levels() {
        #expect(
            (0...7).map { KafkaJournal.level($0) }
                == [.critical, .critical, .critical, .error, .warning, .notice, .info, .debug])
    }

    @Test("a wait for the group is told after a moment and at intervals")
    func groupWait() {
        var wait = GroupWait(since: start)
        #expect(wait.due(at: at(3)) == nil)
        #expect(wait.due(at: at(4)) == .seconds(4))
        #expect(wait.due(at: at(13)) == nil)
        #expect(wait.due(at: at(14)) == .seconds(14))
    }

    @Test("how long the group waits at most is what the client was told, or librdkafka's default")
    func patience() {
        #expect(GroupPatience([:]).text.contains("45 s at most; for one that is busy, 300 s"))
        let own = GroupPatience(["session.timeout.ms": "10000", "max.poll.interval.ms": "60000"])
        #expect(own.text.contains("10 s at most; for one that is busy, 60 s"))
    }
}
