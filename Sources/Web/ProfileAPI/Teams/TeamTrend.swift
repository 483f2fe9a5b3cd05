import Access
import Events
import Identity
import Profiles
import Readiness

/// An athlete's last days for a coach: score, HRV, resting heart rate and sleep, as far as consent allows.
enum TeamTrend {
    /// What the document shows.
    static let signals: Set<Signal> = [.readiness, .hrv, .sleep]
    /// Eight weeks: the live profile holds them all.
    static let daysMax = 56

    static func json(
        of profile: WellnessProfile, _ dates: ClosedRange<CivilDate>, terms: WellnessProfile.Terms,
        for visibility: Visibility
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 160 * dates.days.count)
        json.beginObject()
        json.span(of: visibility.subject, dates)
        json.field("configCommit", terms.configCommit)
        json.days(dates) { date, json in
            let result = profile.score(on: date, terms: terms, userID: visibility.subject.text)
            json.field("date", date.description)
            if visibility.shown.contains(.readiness) { write(result, to: &json) }
            if visibility.shown.contains(.hrv) {
                json.key("hrv")
                write(result.components.hrv, profile.rows, on: date, to: &json)
                json.key("restingHR")
                write(result.components.restingHR, profile.rows, on: date, to: &json)
            }
            if visibility.shown.contains(.sleep) { writeSleep(result.components, profile.rows, on: date, to: &json) }
        }
        json.withheld(visibility.withheld(of: signals))
        json.endObject()
        return json.bytes
    }

    private static func write(_ result: ReadinessResult, to json: inout JSONWriter) {
        json.key("readiness")
        if let score = result.total?.score { json.integer(score) } else { json.null() }
        json.key("band")
        json.nullable(result.total?.band.rawValue)
    }

    /// The day's own value of the series that the score uses; null where there is none.
    private static func write(
        _ component: AutonomicComponent, _ rows: DailyRows, on date: CivilDate, to json: inout JSONWriter
    ) {
        guard let score = component.score,
            let value = rows.values(of: score.metric, vendor: score.vendor, in: date...date).first?.value
        else { return json.null() }
        json.beginObject()
        json.field("value", value)
        json.field("metric", score.metric.rawValue)
        json.field("vendor", score.vendor)
        json.endObject()
    }

    /// The night that ended on the day; null where there is none.
    private static func writeSleep(
        _ components: Components, _ rows: DailyRows, on date: CivilDate, to json: inout JSONWriter
    ) {
        json.key("sleepMin")
        let vendor = components.sleep.score.flatMap { $0.isStale ? nil : $0.vendor }
        json.nullable(vendor.flatMap { rows.sleepEntry(vendor: $0, date: date)?.night.value?.durationMin })
        json.key("sleepDebtMin")
        json.nullable(components.sleepDebt.score?.debtMin)
    }
}
