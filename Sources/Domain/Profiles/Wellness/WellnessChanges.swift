import Events
import Readiness

/// What a batch of events changed in one person's wellness fold.
public struct WellnessChanges: Equatable, Sendable {
    /// The rows that changed.
    public private(set) var rows: Set<RowKey> = []
    /// The dates whose training load changed.
    public private(set) var loads: [CivilDate] = []
    /// Whether the person's own settings changed.
    public private(set) var settings = false
    /// The newest date before the batch; nil if there was none.
    let newestBefore: CivilDate?
    private let oldestBefore: CivilDate?

    /// No changes yet of this profile.
    public init(of profile: WellnessProfile) {
        newestBefore = profile.rows.newestDate
        oldestBefore = profile.rows.oldestDate
    }

    /// Whether nothing changed.
    public var isEmpty: Bool { rows.isEmpty && loads.isEmpty && !settings }

    /// Adds what one event changed.
    public mutating func add(_ change: WellnessChange) {
        switch change {
        case .row(let key): rows.insert(key)
        case .load(let date): loads.append(date)
        case .settings: settings = true
        }
    }

    /// The dates whose score the changes can alter, oldest first, as far as the fold still holds every row they need.
    ///
    /// A heart-rate row counts for 60 days after it, a night for 13, a load and the sleep need for all later dates. Dates
    /// without a row of their own count too: a gap in the middle has a score. All of them lie within
    /// ``WellnessWindow/correctableDays`` of the newest date; older ones are rescored from the daily tables.
    public func affectedDates(of profile: WellnessProfile) -> [CivilDate] {
        guard let newest = profile.rows.newestDate, let horizon = profile.rows.horizon,
            let oldest = profile.rows.oldestDate
        else { return [] }
        // A delete can take the oldest row: the dates that it alone gave a score change too.
        let start = rows.contains { $0.date == oldestBefore } ? min(oldest, oldestBefore ?? oldest) : oldest
        let first = max(horizon.advanced(by: -WellnessWindow.correctableDays), start)
        guard first <= newest else { return [] }
        var dates: Set<CivilDate> = []
        func add(from: CivilDate, through: CivilDate) {
            let from = max(from, first)
            let through = min(through, newest)
            guard from <= through else { return }
            for day in from.dayNumber...through.dayNumber { dates.insert(CivilDate(dayNumber: day)) }
        }
        for key in rows {
            add(from: key.date, through: key.date.advanced(by: key.kind == .hrv ? WellnessWindow.baselineDays : 13))
        }
        for date in loads { add(from: date.advanced(by: 1), through: newest) }
        if settings { add(from: first, through: newest) }
        if let newestBefore {
            add(from: newestBefore.advanced(by: 1), through: newest)
        } else {
            add(from: first, through: newest)
        }
        return dates.sorted()
    }
}
