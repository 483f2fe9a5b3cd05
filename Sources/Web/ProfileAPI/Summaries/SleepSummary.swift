import Access
import Events
import Identity
import Profiles
import Readiness

/// What each vendor says of each night, which night counts, the naps beside them, and how the sleep debt goes.
enum SleepSummary {
    /// What the document shows.
    static let signals: Set<Signal> = [.sleep]

    static func json(
        of subject: ReadinessReader.Subject, on dates: ClosedRange<CivilDate>, terms: WellnessProfile.Terms
    ) -> [UInt8] {
        let profile = subject.profile
        var json = JSONWriter(capacity: 256 * dates.days.count)
        json.beginObject()
        json.span(of: subject.user, dates)
        json.field("configCommit", terms.configCommit)
        json.key("sleepNeedMin")
        json.rounded(profile.sleepNeedMin(on: dates.upperBound, terms: terms))
        json.days(dates) { date, json in
            let components = profile.score(on: date, terms: terms, userID: subject.user.text).components
            json.field("date", date.description)
            json.key("nights")
            json.beginArray()
            for vendor in profile.rows.vendorNames {
                guard let night = profile.rows.sleepEntry(vendor: vendor, date: date)?.night else { continue }
                write(night, of: vendor, isMain: components.countsNight(of: vendor), to: &json)
            }
            json.endArray()
            json.key("naps")
            json.beginArray()
            for entry in profile.naps.taken(on: date) { write(entry.nap, of: entry.vendor, to: &json) }
            json.endArray()
            json.key("debt")
            write(components.sleepDebt, to: &json)
        }
        json.endObject()
        return json.bytes
    }

    /// Nothing for a night that was deleted.
    ///
    /// - Parameter isMain: whether the score counts it; nil for a nap, which none counts.
    private static func write(
        _ register: Register<SleepNight>, of vendor: String, isMain: Bool? = nil, to json: inout JSONWriter
    ) {
        guard let night = register.value else { return }
        json.beginObject()
        json.field("vendor", vendor)
        if let isMain {
            json.key("main")
            json.bool(isMain)
        }
        json.field("durationMin", night.durationMin)
        json.field("efficiencyPct", night.efficiencyPct)
        json.field("latencyMin", night.latencyMin)
        json.field("wakeCount", night.wakeCount)
        json.field("capturedAt", register.capturedAt.description)
        json.endObject()
    }

    private static func write(_ debt: DebtComponent, to json: inout JSONWriter) {
        json.beginObject()
        switch debt {
        case .absent(let nights):
            json.key("debtMin")
            json.null()
            json.key("nights")
            json.integer(nights)
        case .present(let debt):
            json.key("debtMin")
            json.rounded(debt.debtMin)
            json.key("nights")
            json.integer(debt.nights)
        }
        json.endObject()
    }
}

extension Components {
    /// Whether the score of its date counts that vendor's night of the date.
    fileprivate func countsNight(of vendor: String) -> Bool {
        guard let sleep = sleep.score, !sleep.isStale else { return false }
        return ExactText(sleep.vendor) == ExactText(vendor)
    }
}
