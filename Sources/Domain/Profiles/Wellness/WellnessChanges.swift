import Events
import Readiness

/// What a batch of events changed in one person's wellness fold.
package struct WellnessChanges: Equatable, Sendable {
    /// The rows that changed.
    package private(set) var rows: Set<RowKey> = []
    /// The dates whose training load changed.
    package private(set) var loads: [CivilDate] = []
    /// Whether the person's own settings changed.
    package private(set) var settings = false
    /// The dates whose naps changed, which no score depends on.
    package private(set) var naps: [CivilDate] = []
    private let horizonBefore: CivilDate?
    private let sleepNeedBefore: Double?

    /// No changes yet of this profile.
    package init(of profile: WellnessProfile) {
        horizonBefore = profile.rows.horizon
        sleepNeedBefore = profile.settings.sleepNeedMin?.value
    }

    /// Whether nothing changed.
    package var isEmpty: Bool { rows.isEmpty && loads.isEmpty && !settings && naps.isEmpty }

    /// Adds what one event changed.
    package mutating func add(_ change: WellnessChange) {
        switch change {
        case .row(let key): rows.insert(key)
        case .load(let date): loads.append(date)
        case .settings: settings = true
        case .nap(let date): naps.append(date)
        }
    }

    /// The dates whose score the changes can alter, oldest first, as far as the fold still holds every row they need.
    ///
    /// A heart-rate row counts for 60 days after it, a night for 13, a load for 400, the sleep need always. Dates
    /// without a row of their own count too: a gap in the middle has a score. All of them lie within
    /// ``WellnessWindow/correctableDays`` of the newest date; for older ones see ``staleDates(of:)``.
    package func affectedDates(of profile: WellnessProfile) -> [CivilDate] {
        guard let horizon = profile.rows.horizon else { return [] }
        let first = WellnessWindow.firstLive(horizon)
        var dates: Set<CivilDate> = []
        for span in spans(of: profile, through: horizon) where span.upperBound >= first {
            for day in max(first, span.lowerBound).dayNumber...span.upperBound.dayNumber {
                dates.insert(CivilDate(dayNumber: day))
            }
        }
        return dates.filter(profile.isScored).sorted()
    }

    /// The dates whose score the changes can alter and that the fold cannot score any more; nil if there are none.
    ///
    /// They must be rescored from the daily tables. The range may hold dates without a score, and is the widest one where
    /// the fold cannot know how far back the person's rows go.
    package func staleDates(of profile: WellnessProfile) -> ClosedRange<CivilDate>? {
        guard let horizon = profile.rows.horizon else { return nil }
        let last = WellnessWindow.firstLive(horizon).advanced(by: -1)
        let stale = spans(of: profile, through: last)
        guard let first = stale.map(\.lowerBound).min(), let end = stale.map(\.upperBound).max() else { return nil }
        return first...end
    }

    /// The dates that each change can alter, none later than `last`.
    private func spans(of profile: WellnessProfile, through last: CivilDate) -> [ClosedRange<CivilDate>] {
        var spans: [ClosedRange<CivilDate>] = []
        func add(_ from: CivilDate, _ through: CivilDate) {
            if from <= min(through, last) { spans.append(from...min(through, last)) }
        }
        for key in rows { add(key.date, key.date.advanced(by: WellnessWindow.reach(of: key.kind))) }
        for date in loads { add(date.advanced(by: 1), date.advanced(by: WellnessWindow.loadDays)) }
        if sleepNeedBefore != profile.settings.sleepNeedMin?.value { add(.earliest, last) }
        // Dates that older rows reach get their score when a row or a delete is dated after them.
        if let horizonBefore { add(horizonBefore.advanced(by: 1), last) }
        return spans
    }
}
