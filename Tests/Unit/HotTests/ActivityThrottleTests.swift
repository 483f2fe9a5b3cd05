import Events
import Streaming
import Testing

@testable import Hot

@Suite("Throttling activity insights")
struct ActivityThrottleTests {
    private let start = ContinuousClock.now

    private func insight(_ user: String, offset: Int64 = 0, partition: Int32 = 0) -> Insight {
        Insight(
            userID: user, origin: RecordOrigin(topic: Topics.activity, partition: partition, offset: offset),
            time: Instant(microseconds: 0), configCommit: "c")
    }

    private func send(_ throttle: inout ActivityThrottle, after seconds: Double) -> [Int64] {
        let now = start + .seconds(seconds)
        let due = throttle.due(now: now)
        throttle.sent(due, now: now)
        return due.map(\.origin.offset).sorted()
    }

    @Test("the first goes out at once, later ones once per interval, and the last one always")
    func interval() {
        var throttle = ActivityThrottle(interval: .seconds(10), capacity: 8)
        throttle.offer(insight("ann", offset: 1))
        #expect(send(&throttle, after: 0) == [1])
        throttle.offer(insight("ann", offset: 2))
        #expect(send(&throttle, after: 1) == [])
        throttle.offer(insight("ann", offset: 3))
        throttle.offer(insight("bob", offset: 4))
        #expect(send(&throttle, after: 9.9) == [4])
        #expect(send(&throttle, after: 10) == [3])
        #expect(send(&throttle, after: 30) == [])
    }

    @Test("what was not sent stays due")
    func failedSend() {
        var throttle = ActivityThrottle(interval: .seconds(10), capacity: 8)
        throttle.offer(insight("ann", offset: 1))
        #expect(throttle.due(now: start).count == 1)
        #expect(send(&throttle, after: 1) == [1])
    }

    @Test("too many waiting users go out early, and all of them at a shutdown")
    func capacity() {
        var throttle = ActivityThrottle(interval: .seconds(10), capacity: 3)
        for user in 0..<3 { throttle.offer(insight("\(user)")) }
        #expect(send(&throttle, after: 0).count == 3)
        for user in 0..<3 { throttle.offer(insight("\(user)")) }
        #expect(throttle.all.count == 3)
        #expect(send(&throttle, after: 1).count == 0)
        throttle.offer(insight("new"))
        #expect(send(&throttle, after: 2).count == 4)
        #expect(throttle.all.isEmpty)
    }

    @Test("two spellings of one name are two users")
    func spellings() {
        var throttle = ActivityThrottle(interval: .seconds(10), capacity: 3)
        throttle.offer(insight("zo\u{EB}", offset: 1))
        throttle.offer(insight("zoe\u{308}", offset: 2))
        #expect(send(&throttle, after: 0) == [1, 2])
    }
}
