import Events
import Readiness

/// The finished documents of a person's wellness fold, for the date that the live profile belongs to.
package struct WellnessDocuments: Equatable, Sendable {
    /// The readiness result of the profile's date.
    package let readiness: ReadinessResult
    /// The `readiness` document: the score, with words for its drivers.
    package let readinessJSON: [UInt8]
    /// The `wellness` document: the rolling windows.
    package let wellnessJSON: [UInt8]
}

extension WellnessProfile {
    /// The score of one date.
    package func score(on date: CivilDate, terms: Terms, userID: String) -> ReadinessResult {
        Readiness.score(
            rows: rows, date: date, sleepNeedMin: settings.sleepNeedMin?.value, settings: terms.settings(on: date),
            userID: userID
        )
    }

    /// The live documents; nil while the person has no usable row.
    package func documents(terms: Terms, userID: String) -> WellnessDocuments? {
        guard let date = rows.newestDate else { return nil }
        let result = score(on: date, terms: terms, userID: userID)
        return WellnessDocuments(
            readiness: result, readinessJSON: result.readableJSON,
            wellnessJSON: wellnessDocument(on: date, result: result, terms: terms))
    }

    private func wellnessDocument(on date: CivilDate, result: ReadinessResult, terms: Terms) -> [UInt8] {
        var json = JSONWriter(capacity: 700)
        json.beginObject()
        json.field("date", date.description)
        json.field("updatedAt", updatedAt(on: date)?.description)
        json.field("displayName", settings.displayName?.value)
        json.field("timeZone", settings.timeZone?.value)
        json.field("sleepNeedMin", settings.sleepNeedMin?.value)
        if let (vendor, metric) = result.components.hrv.series {
            json.key("hrv")
            write(RollingWindow(of: metric, vendor: vendor, in: rows, on: date), vendor, metric, to: &json)
        }
        if let (vendor, metric) = result.components.restingHR.series {
            json.key("restingHR")
            write(RollingWindow(of: metric, vendor: vendor, in: rows, on: date), vendor, metric, to: &json)
        }
        writeSleep(on: date, result: result, to: &json)
        json.field("configCommit", terms.configCommit)
        json.endObject()
        return json.bytes
    }

    private func write(_ window: RollingWindow, _ vendor: String, _ metric: Metric, to json: inout JSONWriter) {
        json.beginObject()
        json.field("vendor", vendor)
        json.field("metric", metric.rawValue)
        json.field("unit", metric.unit)
        if let last = window.last {
            json.field("last", last.value)
            json.field("lastDate", last.date.description)
        }
        json.rounded("mean7", window.mean7.map(metric.inOwnUnit))
        json.rounded("mean60", window.mean60.map(metric.inOwnUnit))
        // A deviation of logarithms is no number of milliseconds.
        json.rounded(metric == .restingHR ? "sd60" : "sdLn60", window.sd60)
        json.key("n60")
        json.integer(window.count60)
        json.endObject()
    }

    private func writeSleep(on date: CivilDate, result: ReadinessResult, to json: inout JSONWriter) {
        let vendors = ([result.components.sleep.score?.vendor].compactMap { $0 } + rows.vendorNames)
        guard
            let (night, nightDate, vendor) = (0..<14).lazy.compactMap({ back in
                vendors.lazy.compactMap { vendor in
                    rows.sleepEntry(vendor: vendor, date: date.advanced(by: -back))?.night.value
                        .map { ($0, date.advanced(by: -back), vendor) }
                }.first
            }).first
        else { return }
        json.key("sleep")
        json.beginObject()
        json.field("vendor", vendor)
        json.field("lastDate", nightDate.description)
        json.field("durationMin", night.durationMin)
        json.field("efficiencyPct", night.efficiencyPct)
        json.field("latencyMin", night.latencyMin)
        json.field("wakeCount", night.wakeCount)
        if let debt = result.components.sleepDebt.score {
            json.key("nights14")
            json.integer(debt.nights)
            json.rounded("debtMin", debt.debtMin)
        }
        json.endObject()
    }
}

extension AutonomicComponent {
    /// The series in use, or the best one there is.
    fileprivate var series: (vendor: String, metric: Metric)? {
        switch self {
        case .present(let score): (score.vendor, score.metric)
        case .absent(let absence): absence.series.map { ($0.vendor, $0.metric) }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func rounded(_ name: StaticString, _ value: Double?) {
        guard let value else { return }
        key(name)
        rounded(value)
    }
}
