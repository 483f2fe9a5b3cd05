import Events

extension Instant {
    /// The calendar day of this instant where the named time zone is kept.
    ///
    /// - Parameter timeZone: what the user called it, an IANA name such as `Europe/Oslo`; nil and unknown names mean UTC.
    package func date(inTimeZone timeZone: String?) -> CivilDate {
        guard let timeZone else { return utcDate }
        return advanced(bySeconds: Int64(offsets.secondsFromUTC(in: timeZone, at: self))).utcDate
    }
}

/// One for the process: what a time zone is does not depend on who asks.
private let offsets = ZoneOffsets()
