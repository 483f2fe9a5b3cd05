import Access
import Events
import Identity
import Profiles
import Readiness

/// One athlete in a coach's table, as far as the coach may see it. Pure.
struct TeamRow: Sendable {
    /// How many days before today the athlete's usual score is the mean of, and how many of them must have one.
    static let usualDays = 28
    static let usualScoresMin = 7

    let visibility: Visibility
    /// Nil where the athlete shows nothing that stands in a row.
    let displayName: String?
    /// Today's, in the athlete's time zone; nil where withheld.
    let readiness: ReadinessResult?
    /// Mean of the scores of the days before; nil where withheld, or too few.
    let usual: Double?
    /// The newest night of those that count today; nil where withheld, or none.
    let lastNight: Night?
    /// Minutes; nil where withheld, or too few nights.
    let sleepDebt: Double?
    /// When the newest measurement behind what is shown was captured; nil where none of it may be.
    let updatedAt: Instant?

    struct Night: Sendable, Equatable {
        let date: CivilDate
        let night: SleepNight
    }

    /// - Parameter profile: empty for somebody of whom nothing is known.
    init(_ profile: WellnessProfile, on date: CivilDate, terms: WellnessProfile.Terms, for visibility: Visibility) {
        let result = profile.score(on: date, terms: terms, userID: visibility.subject.text)
        let shown = visibility.shown
        self.visibility = visibility
        let read = Self.read(shown)
        displayName = read.isEmpty ? nil : profile.settings.displayName?.value
        readiness = shown.contains(.readiness) ? result : nil
        usual = shown.contains(.readiness) ? Self.usual(profile, before: date, terms: terms) : nil
        lastNight = shown.contains(.sleep) ? Self.lastNight(profile, result) : nil
        sleepDebt = shown.contains(.sleep) ? result.components.sleepDebt.score?.debtMin : nil
        updatedAt = profile.updatedAt(on: date, of: RowKind.allCases.filter { read.contains($0.signal) })
    }

    /// Score points above the athlete's usual score; nil where either is missing.
    var change: Double? {
        guard let score = readiness?.total?.score, let usual else { return nil }
        return Double(score) - usual
    }

    /// What of it is shown, for the record of reads.
    static let signals: Set<Signal> = [.readiness, .sleep, .hrv]
    /// Exactly what a row shows of somebody.
    var read: Set<Signal> { Self.read(visibility.shown) }

    /// HRV and resting heart rate show in the score's drivers only.
    private static func read(_ shown: Set<Signal>) -> Set<Signal> {
        shown.intersection(shown.contains(.readiness) ? signals : [.sleep])
    }

    private static func usual(
        _ profile: WellnessProfile, before date: CivilDate, terms: WellnessProfile.Terms
    ) -> Double? {
        let scores = (1...usualDays).compactMap { back in
            profile.score(on: date.advanced(by: -back), terms: terms, userID: "").total?.score
        }
        guard scores.count >= usualScoresMin else { return nil }
        return Double(scores.reduce(0, +)) / Double(scores.count)
    }

    private static func lastNight(_ profile: WellnessProfile, _ result: ReadinessResult) -> Night? {
        guard let score = result.components.sleep.score else { return nil }
        let date = result.date.advanced(by: -score.ageDays)
        let entry = profile.rows.sleepEntry(vendor: score.vendor, date: date)
        return entry?.night.value.map { Night(date: date, night: $0) }
    }
}

extension RowKind {
    fileprivate var signal: Signal {
        switch self {
        case .hrv: .hrv
        case .sleep: .sleep
        }
    }
}
