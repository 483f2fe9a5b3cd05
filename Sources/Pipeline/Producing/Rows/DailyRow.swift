import EventCodec
import Events

/// A day of one person and vendor in the flat form that data exports use: one JSON object with `userId`, `date`,
/// `vendor`, `capturedAt` and any of `rMSSD`, `restingHR`, `durationMin`, `efficiencyPct`, `latencyMin`, `wakeCount`; and
/// `kind`, if the sleep is a nap.
///
/// Values pass through as they are, plausible or not: what counts as missing is decided by the score, not here.
package struct DailyRow: Equatable, Sendable {
    /// The `source` of events made from daily rows.
    package static let source = "urn:pulsehub:daily"

    /// The subject of the events.
    package var userId: String
    /// The athlete's own day: the morning after the night.
    package var date: CivilDate
    /// Who measured, such as `oura`.
    package var vendor: String
    /// Becomes the time of the events.
    package var capturedAt: Instant
    /// Milliseconds.
    package var rMSSD: Double?
    /// Beats per minute.
    package var restingHR: Double?
    /// Minutes asleep.
    package var durationMin: Double?
    /// Percent of the time in bed.
    package var efficiencyPct: Double?
    /// Minutes to fall asleep.
    package var latencyMin: Double?
    /// How often the sleeper woke.
    package var wakeCount: Double?
    /// Whether the sleep is the night's or a nap.
    package var kind = SleepRecorded.Kind.main

    /// A row without measurements.
    package init(userId: String, date: CivilDate, vendor: String, capturedAt: Instant) {
        self.userId = userId
        self.date = date
        self.vendor = vendor
        self.capturedAt = capturedAt
    }

    /// Reads a row; unknown members are ignored and null ones are absent.
    ///
    /// - Throws: ``Rejection`` naming the first field that is missing or of a wrong type.
    package init(_ object: JSONValue) throws(Rejection) {
        userId = try object.requiredText("userId")
        let date = try object.required("date")
        guard let day = date.text.flatMap({ CivilDate($0) }) else {
            throw Rejection(
                .invalidData, "date must be a calendar day like \"2026-11-20\"\(CivilDate.complaint(about: date))")
        }
        self.date = day
        vendor = VendorName.normal(try object.requiredText("vendor"))
        let captured = try object.required("capturedAt")
        guard let instant = captured.text.flatMap({ Instant(rfc3339: $0.utf8) }) else {
            throw Rejection(
                .invalidData,
                "capturedAt must be RFC 3339 with an offset, like \"2026-11-20T07:00:00Z\""
                    + Instant.complaint(about: captured))
        }
        capturedAt = instant
        rMSSD = try object.optionalNumber("rMSSD")
        restingHR = try object.optionalNumber("restingHR")
        durationMin = try object.optionalNumber("durationMin")
        efficiencyPct = try object.optionalNumber("efficiencyPct")
        latencyMin = try object.optionalNumber("latencyMin")
        wakeCount = try object.optionalNumber("wakeCount")
        if let text = try object.optionalText("kind") { kind = try SleepRecorded.Kind(text) }
        if rMSSD == nil, restingHR == nil, durationMin == nil {
            throw Rejection(
                .invalidData,
                "a daily row needs rMSSD, restingHR or durationMin"
                    + FieldNames.hint(for: ["rMSSD", "restingHR", "durationMin"], in: object))
        }
    }

    /// An hrv event where rMSSD or restingHR is present, a sleep event where durationMin is: one or both.
    ///
    /// - Parameter arrival: when the row came in: of rows of one capture the last to come in wins, and the same row of the
    ///   same arrival is the same events.
    /// - Throws: ``Rejection`` for a row that has neither.
    package func events(arrival: Instant) throws(Rejection) -> [Event] {
        func event(_ payload: Payload) -> Event {
            let event = Event(id: "", source: DailyRow.source, subject: userId, time: capturedAt, payload: payload)
            return ArrivalID.named(event, arrival: arrival)
        }
        var events: [Event] = []
        if rMSSD != nil || restingHR != nil {
            let row = HRVRecorded(
                date: date, vendor: vendor, rMSSD: rMSSD, restingHR: restingHR, capturedAt: capturedAt)
            events.append(event(.hrv(row)))
        }
        if let durationMin {
            let row = SleepRecorded(
                date: date, vendor: vendor, durationMin: durationMin, efficiencyPct: efficiencyPct,
                latencyMin: latencyMin, wakeCount: wakeCount, capturedAt: capturedAt, kind: kind)
            events.append(event(.sleep(row)))
        }
        guard !events.isEmpty else {
            throw Rejection(.invalidData, "a daily row needs rMSSD, restingHR or durationMin")
        }
        return events
    }
}
