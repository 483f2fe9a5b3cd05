import Access
import Events
import Identity
import Readiness

extension TeamRow {
    /// Members that are withheld are absent; those of which there is no value are null.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("userId", visibility.subject.text)
        json.field("displayName", displayName)
        if let readiness { write(readiness, to: &json) }
        if visibility.shown.contains(.sleep) { writeSleep(to: &json) }
        if !read.isDisjoint(with: [.hrv, .sleep]) {
            json.key("updatedAt")
            json.nullable(updatedAt?.description)
        }
        json.withheld(visibility.withheld(of: Self.signals))
        json.endObject()
    }

    private func write(_ result: ReadinessResult, to json: inout JSONWriter) {
        json.field("date", result.date.description)
        json.key("readiness")
        if let score = result.total?.score { json.integer(score) } else { json.null() }
        json.key("band")
        json.nullable(result.total?.band.rawValue)
        json.key("usual")
        json.nullable(usual)
        json.key("change")
        json.nullable(change)
        json.field("status", result.status.rawValue)
        json.field("confidence", result.confidenceLevel.rawValue)
        json.key("stale")
        json.bool(isStale ?? false)
        json.key("drivers")
        json.drivers(drivers)
        json.key("flags")
        json.strings(flags.map(\.rawValue))
    }

    private func writeSleep(to json: inout JSONWriter) {
        json.key("lastNight")
        if let lastNight {
            json.beginObject()
            json.field("date", lastNight.date.description)
            json.field("durationMin", lastNight.night.durationMin)
            json.field("efficiencyPct", lastNight.night.efficiencyPct)
            json.endObject()
        } else {
            json.null()
        }
        json.key("sleepDebtMin")
        json.nullable(sleepDebt)
    }
}

extension JSONWriter {
    fileprivate mutating func strings(_ texts: [String]) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
