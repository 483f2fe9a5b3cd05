import Events

/// At which minutes of each day, in UTC, a backup is taken.
package struct Timetable: Sendable, Equatable {
    /// Minutes after midnight, in rising order; never empty.
    let minutes: [Int]

    /// At half past two.
    package static let daily = Timetable(minutes: [150])

    private init(minutes: [Int]) { self.minutes = minutes }

    /// Reads `02:30` or `02:30,14:30`; nil for anything else.
    package init?(_ text: String) {
        let times = text.split(separator: ",", omittingEmptySubsequences: false).map { Self.minute($0) }
        guard !times.contains(nil) else { return nil }
        minutes = Set(times.compactMap(\.self)).sorted()
    }

    /// The last of these times that is not after the given one.
    package func lastDue(_ now: Instant) -> Instant {
        let today = now.utcDate
        let candidates = [today.advanced(by: -1), today].flatMap { date in minutes.map { Self.instant(date, $0) } }
        return candidates.last { $0 <= now } ?? candidates[0]
    }

    /// The first of these times after the given one.
    package func nextDue(_ now: Instant) -> Instant {
        let today = now.utcDate
        let candidates = [today, today.advanced(by: 1)].flatMap { date in minutes.map { Self.instant(date, $0) } }
        return candidates.first { $0 > now } ?? candidates[candidates.count - 1]
    }

    private static func instant(_ date: CivilDate, _ minute: Int) -> Instant {
        Instant(microseconds: (Int64(date.dayNumber) * 86_400 + Int64(minute) * 60) * 1_000_000)
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(isDigit) }),
            let hour = Int(parts[0]), hour < 24, let minute = Int(parts[1]), minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
