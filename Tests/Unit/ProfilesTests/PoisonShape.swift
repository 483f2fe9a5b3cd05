import Events

/// Wellness events of one person in absurd numbers, in an order that is nobody's.
enum PoisonShape: CaseIterable {
    /// Sessions of 400 dates.
    case loads
    /// Rows of as many vendors as it takes, on 50 dates.
    case vendors
    /// The same mornings of four vendors told again and again, each time later.
    case corrections

    static let newest = CivilDate(dayNumber: 20_000)

    /// Makes the newest date known, so that no other event comes too late or moves the window.
    static let first = Event(
        id: "n", source: "test", subject: "p", time: Instant(microseconds: 1),
        payload: .hrv(HRVRecorded(date: newest, vendor: "a", rMSSD: 40, capturedAt: Instant(microseconds: 1))))

    func event(_ number: Int, of count: Int) -> Event {
        // 7919 is prime, and no count is a multiple of it.
        let place = number * 7919 % count
        return switch self {
        case .loads: Self.load(place, daysAgo: place % 400)
        case .vendors: Self.row(place, daysAgo: place % 50, vendor: "v\(place / 50)")
        case .corrections: Self.row(place, daysAgo: place % 50, vendor: "v\(place / 50 % 4)", captured: place)
        }
    }

    private static func load(_ number: Int, daysAgo: Int) -> Event {
        event(
            number,
            .training(
                TrainingRecorded(
                    date: newest.advanced(by: -daysAgo), load: 50, capturedAt: Instant(microseconds: 1))))
    }

    static func row(_ number: Int, daysAgo: Int, vendor: String, captured: Int = 1) -> Event {
        event(
            number,
            .hrv(
                HRVRecorded(
                    date: newest.advanced(by: -daysAgo), vendor: vendor, rMSSD: 50,
                    capturedAt: Instant(microseconds: Int64(captured)))))
    }

    private static func event(_ number: Int, _ payload: Payload) -> Event {
        Event(id: "e\(number)", source: "test", subject: "p", time: Instant(microseconds: 1), payload: payload)
    }
}
