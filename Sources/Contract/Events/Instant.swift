/// A point in time in microseconds since 1970-01-01T00:00:00Z, PostgreSQL's own resolution.
///
/// Finer fractions of a second in text are cut off. Valid years are 0001 to 9999.
public struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since the Unix epoch; negative before it.
    public let microseconds: Int64

    /// Any count of microseconds is an instant.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Kafka's record timestamps; saturates where microseconds do not fit.
    public init(milliseconds: Int64) {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        microseconds = overflow ? (milliseconds < 0 ? .min : .max) : product
    }

    /// Parses RFC 3339 with a mandatory offset, such as `2026-11-20T07:00:00Z` or `2026-11-20T07:00:00.25+01:00`.
    ///
    /// A lower-case `t` or `z` and a space between date and time are accepted as RFC 3339 allows; a leap second
    /// counts as the second after it. Nil for anything else.
    @inlinable public init?(rfc3339 text: some Collection<UInt8>) {
        guard text.count >= 20, text.count <= 64, let date = CivilDate(text.prefix(10)) else { return nil }
        var bytes = text.dropFirst(10).makeIterator()
        guard let separator = bytes.next(), separator == 0x54 || separator == 0x74 || separator == 0x20,
            let hour = bytes.number(2), hour < 24, bytes.next() == 0x3A,
            let minute = bytes.number(2), minute < 60, bytes.next() == 0x3A,
            let second = bytes.number(2), second <= 60
        else { return nil }
        var micros = 0
        var next = bytes.next()
        if next == 0x2E {
            var scale = 100_000
            var digits = 0
            next = bytes.next()
            while let byte = next, byte >= 0x30, byte <= 0x39 {
                micros += Int(byte - 0x30) * scale
                scale /= 10
                digits += 1
                next = bytes.next()
            }
            guard digits > 0 else { return nil }
        }
        var offsetMinutes = 0
        switch next {
        case 0x5A, 0x7A: break
        case 0x2B, 0x2D:
            guard let hours = bytes.number(2), hours < 24, bytes.next() == 0x3A, let minutes = bytes.number(2),
                minutes < 60
            else { return nil }
            offsetMinutes = (hours * 60 + minutes) * (next == 0x2B ? 1 : -1)
        default: return nil
        }
        guard bytes.next() == nil else { return nil }
        let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3600 + (minute - offsetMinutes) * 60 + second)
        // An offset can lead out of the years that have a text form.
        guard Instant.seconds.contains(seconds) else { return nil }
        microseconds = seconds * 1_000_000 + Int64(micros)
    }

    /// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    @usableFromInline static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// The nearest instant of the years 0001 to 9999.
    private var saturated: Int64 {
        max(Instant.seconds.lowerBound * 1_000_000, min(Instant.seconds.upperBound * 1_000_000 + 999_999, microseconds))
    }

    /// The calendar day of this instant in UTC; saturates outside years 0001 to 9999.
    public var utcDate: CivilDate {
        let sinceYearOne = saturated - Instant.seconds.lowerBound * 1_000_000
        return CivilDate(dayNumber: Int32(sinceYearOne / 86_400_000_000 - 719_162))
    }

    /// The instant this many seconds later.
    public func advanced(bySeconds seconds: Int64) -> Instant {
        let (sum, overflow) = microseconds.addingReportingOverflow(seconds * 1_000_000)
        return Instant(microseconds: overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    /// Earlier instants come first.
    public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, with a fraction only where there is one: `2026-11-20T07:00:00Z`; saturates like ``utcDate``.
    public var description: String {
        let date = utcDate
        let ofDay = Int(saturated - Int64(date.dayNumber) * 86_400_000_000)
        let seconds = ofDay / 1_000_000
        var fraction = ""
        if ofDay % 1_000_000 != 0 {
            var digits = Substring(padded(ofDay % 1_000_000, 6))
            while digits.last == "0" { digits.removeLast() }
            fraction = "." + digits
        }
        return
            "\(date)T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))\(fraction)Z"
    }
}
