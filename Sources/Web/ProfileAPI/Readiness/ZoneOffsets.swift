import Events
import FoundationEssentials
import FoundationInternationalization
import Synchronization

/// How far time zones are from UTC, remembered for the quarter of an hour in question.
///
/// Zones change their offset at full quarters of an hour of UTC, and looking one up costs more than all else that "which
/// day is it there" does.
final class ZoneOffsets: Sendable {
    private struct Known {
        let quarter: Int64
        let seconds: Int
    }

    /// More names than there are zones: users may make names up.
    private static let namesMax = 1024
    private static let nameBytesMax = 64
    private let known = Mutex<[ExactText: Known]>([:])

    /// Seconds to add to UTC; 0 for a name that nobody knows.
    func secondsFromUTC(in zone: String, at instant: Instant) -> Int {
        let name = ExactText(zone)
        let quarter = Self.quarter(of: instant)
        if let found = known.withLock({ $0[name] }), found.quarter == quarter { return found.seconds }
        let seconds = Self.look(up: zone, at: instant)
        guard zone.utf8.count <= Self.nameBytesMax else { return seconds }
        known.withLock { known in
            if known.count >= Self.namesMax { known.removeAll(keepingCapacity: true) }
            known[name] = Known(quarter: quarter, seconds: seconds)
        }
        return seconds
    }

    private static func quarter(of instant: Instant) -> Int64 {
        let length: Int64 = 900_000_000
        let (quotient, rest) = instant.microseconds.quotientAndRemainder(dividingBy: length)
        return rest < 0 ? quotient - 1 : quotient
    }

    private static func look(up zone: String, at instant: Instant) -> Int {
        let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000)
        return TimeZone(identifier: zone)?.secondsFromGMT(for: date) ?? 0
    }
}
