import Chaos
import Kafka
import Testing

@Suite("How far a path is behind")
struct LagClockTests {
    private let start = ContinuousClock.now
    private let place = TopicPartition(topic: "events", partition: 0)

    @Test("a path that has stored everything is not behind")
    func even() {
        var clock = LagClock(["events"])
        #expect(clock.age(at: start, ends: [place: 5], checkpoints: [place: 5]) == .zero)
    }

    @Test("a path is behind since the first look at which the log was longer than what it has stored now")
    func behind() {
        var clock = LagClock(["events"])
        for second in 0..<4 {
            let now = start + .seconds(second)
            #expect(clock.age(at: now, ends: [place: Int64(second + 1)], checkpoints: [:]) == .seconds(second))
        }
        let now = start + .seconds(4)
        #expect(clock.age(at: now, ends: [place: 5], checkpoints: [place: 3]) == .seconds(1))
        #expect(clock.age(at: now, ends: [place: 5], checkpoints: [place: 5]) == .zero)
    }

    @Test("a store that does not answer is behind")
    func silent() {
        var clock = LagClock(["events"])
        #expect(clock.age(at: start, ends: [place: 1], checkpoints: nil) == .zero)
        #expect(clock.age(at: start + .seconds(9), ends: [place: 1], checkpoints: nil) == .seconds(9))
    }

    @Test("topics that the path does not read do not count")
    func otherTopics() {
        var clock = LagClock(["insights"])
        _ = clock.age(at: start, ends: [place: 1], checkpoints: [:])
        #expect(clock.age(at: start + .seconds(9), ends: [place: 2], checkpoints: [:]) == .zero)
    }
}
