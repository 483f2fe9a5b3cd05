import Access
import Events
import Identity
import Profiles
import Readiness

/// What each vendor says of each morning, and where the series that the score uses stands against its own baseline.
enum HRVSummary {
    /// What the document shows.
    static let signals: Set<Signal> = [.hrv]

    static func json(
        of subject: ReadinessReader.Subject, on dates: ClosedRange<CivilDate>, terms: WellnessProfile.Terms
    ) -> [UInt8] {
        let profile = subject.profile
        var json = JSONWriter(capacity: 512 * dates.days.count)
        json.beginObject()
        json.span(of: subject.user, dates)
        json.field("configCommit", terms.configCommit)
        json.days(dates) { date, json in
            let explanation = profile.explanation(of: date, terms: terms, userID: subject.user.text)
            let components = explanation.result.components
            json.field("date", date.description)
            json.key("rows")
            json.beginArray()
            for vendor in profile.rows.vendorNames {
                if let entry = profile.rows.hrvEntry(vendor: vendor, date: date) { write(entry, to: &json) }
            }
            json.endArray()
            json.key("hrv")
            write(components.hrv, explanation.hrv, unit: "ms", to: &json)
            json.key("restingHR")
            write(components.restingHR, explanation.restingHR, unit: "bpm", to: &json)
        }
        json.endObject()
        return json.bytes
    }

    /// Nothing where every value was deleted.
    private static func write(_ entry: HRVEntry, to json: inout JSONWriter) {
        let registers = [entry.rmssd, entry.sdnn, entry.restingHR].compactMap(\.self).filter { $0.value != nil }
        guard let captured = registers.map(\.capturedAt).max() else { return }
        json.beginObject()
        json.field("vendor", entry.vendor)
        json.field("rmssd", entry.rmssd?.value)
        json.field("sdnn", entry.sdnn?.value)
        json.field("restingHR", entry.restingHR?.value)
        json.field("capturedAt", captured.description)
        json.endObject()
    }

    private static func write(
        _ component: AutonomicComponent, _ measure: MeasureExplanation?, unit: String, to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("present")
        json.bool(component.score != nil)
        switch component {
        case .absent(let absence):
            json.field("reason", absence.reason.rawValue)
            if let series = absence.series {
                json.field("vendor", series.vendor)
                json.field("metric", series.metric.rawValue)
                json.key("baselineN")
                json.integer(series.baselineCount)
            }
        case .present(let score):
            json.field("vendor", score.vendor)
            json.field("metric", score.metric.rawValue)
            json.field("unit", unit)
            if let measure { write(measure, to: &json) }
            json.key("baselineN")
            json.integer(score.baselineCount)
            json.key("weekN")
            json.integer(score.weekCount)
            json.key("zToday")
            json.nullable(score.zToday)
            json.key("zWeek")
            json.nullable(score.zWeek)
            json.key("cvWeekPct")
            json.nullable(score.cvWeekPct)
            json.key("stale")
            json.bool(score.isStale)
        }
        json.endObject()
    }

    private static func write(_ measure: MeasureExplanation, to json: inout JSONWriter) {
        json.key("today")
        json.nullable(measure.today)
        json.key("normalMean")
        json.rounded(measure.mean)
        json.key("normalLow")
        json.rounded(measure.normal.lowerBound)
        json.key("normalHigh")
        json.rounded(measure.normal.upperBound)
    }
}
