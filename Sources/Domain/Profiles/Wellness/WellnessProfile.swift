import Events
import Readiness

/// One person's wellness fold: daily rows and own settings, a pure function of the set of events applied.
package struct WellnessProfile: Equatable, Sendable {
    /// The merged daily rows and training loads.
    package private(set) var rows = DailyRows()
    /// The person's own settings.
    package private(set) var settings = PersonalSettings()
    /// Sleep beside the nights, which no score counts.
    package private(set) var naps = Naps()

    /// A person of whom nothing is known.
    package init() {}

    /// A profile put together by a store that keeps rows and settings in its own form.
    package init(rows: DailyRows, settings: PersonalSettings, naps: Naps = Naps()) {
        self.rows = rows
        self.settings = settings
        self.naps = naps
    }

    /// Merges an event; what it says that is already known changes nothing.
    ///
    /// - Returns: what changed, for ``WellnessChanges`` to collect.
    package mutating func apply(_ event: Event) -> WellnessChange? {
        switch event.payload {
        case .hrv(let row):
            rows.insert(
                HRVRow(
                    date: row.date, vendor: row.vendor, rmssd: row.rMSSD, sdnn: row.sdnn, restingHR: row.restingHR,
                    capturedAt: row.capturedAt, eventID: event.id)
            ).map { .row($0) }
        case .rr(let row):
            rows.insert(
                HRVRow(
                    date: row.date, vendor: row.vendor, rmssd: RMSSD.compute(rr: row.rrMs, filter: true).rmssd,
                    capturedAt: row.capturedAt, eventID: event.id)
            ).map { .row($0) }
        case .sleep(let row) where row.kind == .nap:
            NapEntry(row, eventID: event.id).flatMap { naps.merge($0) ? .nap(row.date) : nil }
        case .sleep(let row):
            rows.insert(
                SleepRow(
                    date: row.date, vendor: row.vendor, durationMin: row.durationMin,
                    efficiencyPct: row.efficiencyPct, latencyMin: row.latencyMin, wakeCount: row.wakeCount,
                    capturedAt: row.capturedAt, eventID: event.id)
            ).map { .row($0) }
        case .deleted(let row) where row.kind == .nap:
            naps.merge(
                NapEntry(
                    date: row.date, vendor: row.vendor,
                    nap: Register(capturedAt: row.capturedAt, eventID: event.id, value: nil))) ? .nap(row.date) : nil
        case .deleted(let row):
            rows.delete(
                kind: row.kind == .hrv ? .hrv : .sleep, vendor: row.vendor, date: row.date, capturedAt: row.capturedAt,
                eventID: event.id
            ).map { .row($0) }
        case .training(let row):
            rows.add(load: row.load, on: row.date, eventID: event.id) ? .load(row.date) : nil
        case .profile(let update):
            settings.merge(update, at: event.time, eventID: event.id) ? .settings : nil
        case .pageView, .activity:
            nil
        }
    }

    /// Puts stored pieces back.
    mutating func restore(_ body: (inout DailyRows, inout PersonalSettings) throws(StateError) -> Void)
        throws(StateError)
    {
        try body(&rows, &settings)
    }

    /// Puts stored naps back.
    mutating func restoreNaps(_ body: (inout Naps) throws(StateError) -> Void) throws(StateError) { try body(&naps) }

    /// Forgets rows that no score within ``WellnessWindow/correctableDays`` can need.
    ///
    /// What stays depends on the newest date alone, never on the order of arrival.
    /// - Returns: the dates of rows, and of loads, that were forgotten.
    mutating func prune() -> (rows: [CivilDate], loads: [CivilDate]) {
        guard let horizon = rows.horizon else { return ([], []) }
        let firstRow = WellnessWindow.firstKept(horizon)
        let firstLoad = WellnessWindow.firstKeptLoad(horizon)
        let forgotten = rows.dates(before: firstRow)
        let forgottenLoads = rows.loadDates.prefix { $0 < firstLoad }
        if !forgotten.isEmpty { rows.prune(before: firstRow) }
        if !forgottenLoads.isEmpty { rows.pruneLoads(before: firstLoad) }
        return (forgotten, Array(forgottenLoads))
    }

    /// Forgets naps of days whose rows would be forgotten; a nap itself never makes rows old.
    ///
    /// - Returns: the dates of what was forgotten.
    mutating func pruneNaps() -> [CivilDate] {
        guard let newest = [rows.horizon, naps.newestDate].compactMap(\.self).max() else { return [] }
        return naps.prune(before: WellnessWindow.firstKept(newest))
    }
}

extension WellnessProfile {
    /// Whether a change lies so far back that the live fold can do nothing with it.
    ///
    /// A row is too late 60 days after a newer one, a load when it no longer counts for any score of these days.
    package func isTooLate(_ change: WellnessChange) -> Bool {
        guard let horizon = rows.horizon else { return false }
        let first = WellnessWindow.firstLive(horizon)
        switch change {
        case .row(let key): return key.date < first
        case .load(let date): return date < first.advanced(by: -WellnessWindow.loadDays)
        case .settings: return false
        case .nap(let date): return date < WellnessWindow.firstKept(horizon)
        }
    }
}

/// What one event changed.
package enum WellnessChange: Hashable, Sendable {
    case row(RowKey)
    case load(CivilDate)
    case settings
    case nap(CivilDate)
}
