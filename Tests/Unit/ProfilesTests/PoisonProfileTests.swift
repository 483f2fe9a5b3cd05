import Events
import Glibc
import Profiles
import Readiness
import Testing

@Suite("A person with very many rows")
struct PoisonProfileTests {
    fileprivate static let newest = CivilDate(dayNumber: 20_000)
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "c")

    /// Loads of as many dates as count, and rows of as many vendors, in an order that is nobody's.
    enum Shape: CaseIterable {
        case loads, vendors

        func event(_ number: Int, of count: Int) -> Event {
            let (place, moment) = (number * 7919 % count, Instant(microseconds: 1))
            let payload: Payload =
                switch self {
                case .loads:
                    .training(
                        TrainingRecorded(
                            date: PoisonProfileTests.newest.advanced(by: -(place % 400)), load: 50,
                            capturedAt: moment))
                case .vendors:
                    .hrv(
                        HRVRecorded(
                            date: PoisonProfileTests.newest.advanced(by: -(place % 50)), vendor: "v\(place / 50)",
                            rMSSD: 50, capturedAt: moment))
                }
            return Event(id: "e\(place)", source: "test", subject: "p", time: moment, payload: payload)
        }
    }

    @Test(
        "four times the rows take nowhere near sixteen times as long to fold, store and restore",
        arguments: Shape.allCases)
    func linear(shape: Shape) throws {
        _ = try Self.cost(shape, 500)
        let (small, large) = (try Self.cost(shape, 4_000), try Self.cost(shape, 16_000))
        #expect(large < small * 9, "\(small) s and \(large) s")
    }

    /// CPU seconds of this thread, which others on the machine do not touch.
    private static func cost(_ shape: Shape, _ count: Int) throws -> Double {
        let events = (0..<count).map { shape.event($0, of: count) }
        let start = now()
        var profile = WellnessProfile()
        _ = profile.apply(
            Event(
                id: "n", source: "test", subject: "p", time: Instant(microseconds: 1),
                payload: .hrv(
                    HRVRecorded(date: newest, vendor: "a", rMSSD: 40, capturedAt: Instant(microseconds: 1)))))
        for event in events {
            guard let change = profile.apply(event) else { continue }
            #expect(!profile.isTooLate(change))
        }
        // As a hash gives them back: in any order.
        let fields = profile.stateFields().compactMap { field in field.value.map { (name: field.name, value: $0) } }
        let restored = try WellnessProfile(fields: fields.reversed())
        _ = restored.documents(terms: terms, userID: "p")
        let end = now()
        #expect(restored == profile)
        return end - start
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
