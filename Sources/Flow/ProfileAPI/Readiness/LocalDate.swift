import Events
import FoundationEssentials
import FoundationInternationalization

extension Instant {
    /// The calendar day of this instant where the named time zone is kept.
    ///
    /// - Parameter timeZone: what the user called it, an IANA name such as `Europe/Oslo`; nil and unknown names mean UTC.
    public func date(inTimeZone timeZone: String?) -> CivilDate {
        guard let zone = timeZone.flatMap({ TimeZone(identifier: $0) }) else { return utcDate }
        let seconds = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000))
        return advanced(bySeconds: Int64(seconds)).utcDate
    }
}
