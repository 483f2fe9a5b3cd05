import Allocations
import Events
import Kafka
import Profiles
import Streaming
import Testing

@testable import Hot

/// As in the archive: a row costs the same in every batch.
@Suite("Cost of a row of the live path", .enabled(if: Allocations.areCounted))
struct BatchCostTests {
    /// Tables grow by doubling, so a row's share in them swings by up to this factor.
    private let doubling = 2.0

    private func growth(_ place: TopicPartition, _ content: @escaping (Int) -> RecordContent) -> Double {
        Allocations.growth { size in
            let contents = (0..<size).map(content)
            return {
                var batch = HotBatch()
                for (offset, content) in contents.enumerated() {
                    let held = HeldRecord(
                        topic: place.topic, partition: place.partition, offset: Int64(offset), timestampMs: 0, key: nil,
                        value: nil)
                    RecordBatch([held]).forEach {
                        batch.add($0, content, at: RecordOrigin($0, generation: 0), partitions: 1)
                    }
                }
            }
        }
    }

    @Test("events, erasures and refused records", arguments: [1, 20_000])
    func sorting(users: Int) throws {
        for topic in [Topics.wellness, Topics.activity] {
            let growth = growth(TopicPartition(topic: topic, partition: 0)) { row in
                let user = "user-\(row % users)"
                switch row % 7 {
                case 5: return .rejected(Rejection(.notJSON, "no"))
                case 6:
                    guard let erasure = try? Erasure(user: user, id: "01234567-89ab-cdef-0123-456789abcdef") else {
                        return .tombstone
                    }
                    return .erasure(erasure)
                default: return .event(Self.event(row, of: user, in: topic))
                }
            }
            #expect(growth < doubling, "\(topic)")
        }
    }

    @Test("folding one person's events, or one event each of many", arguments: Topics.all.prefix(2))
    func folding(topic: String) {
        let deep = Allocations.growth { size in
            let events = (0..<size).map { Self.event($0, of: "ann", in: topic) }
            return {
                var wellness = WellnessProfile()
                var activity = ActivityProfile()
                for event in events {
                    if topic == Topics.wellness { _ = wellness.apply(event) } else { _ = activity.apply(event) }
                }
            }
        }
        #expect(deep < doubling)
    }

    @Test("putting profiles into the memory and taking them out, and holding insights back")
    func remembering() {
        let growth = Allocations.growth { size in
            let users = (0..<size).map { ExactText("user-\($0)") }
            let insights = users.map {
                Insight(
                    userID: $0.text, origin: RecordOrigin(topic: "t", partition: 0, offset: 0),
                    time: Instant(microseconds: 0), configCommit: "c")
            }
            return {
                var cache = LRUCache<WellnessProfile>(capacity: size)
                var throttle = ActivityThrottle(interval: .seconds(1), capacity: size)
                for user in users { cache.insert(user, WellnessProfile(), partition: 0) }
                for user in users { if let profile = cache.take(user) { cache.insert(user, profile, partition: 0) } }
                for insight in insights { throttle.offer(insight) }
                throttle.sent(throttle.due(now: .now), now: .now)
                cache.trim()
            }
        }
        #expect(growth < doubling)
    }

    private static func event(_ row: Int, of user: String, in topic: String) -> Event {
        let at = Instant(microseconds: Int64(row))
        let payload: Payload =
            if topic == Topics.activity {
                row % 2 == 0 ? .activity(name: "name-\(row % 40)") : .pageView(PageViewed(url: "/\(row % 20)"))
            } else {
                .hrv(
                    HRVRecorded(
                        date: CivilDate(dayNumber: Int32(row)), vendor: "oura", rMSSD: 50, restingHR: 50, capturedAt: at
                    ))
            }
        return Event(id: "event-\(row)", source: "s", subject: user, time: at, payload: payload)
    }
}
