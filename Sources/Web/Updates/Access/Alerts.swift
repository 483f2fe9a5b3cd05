import Access
import Events

/// The numbers of one day that a person can be alerted of.
package struct AlertFigures: Sendable, Equatable {
    /// The day they are of.
    package var date: CivilDate
    /// Nil where there is no score.
    package var score: Double?
    /// Minutes; nil where too few nights are known.
    package var sleepDebt: Double?

    /// The figures of a day.
    package init(date: CivilDate, score: Double? = nil, sleepDebt: Double? = nil) {
        self.date = date
        self.score = score
        self.sleepDebt = sleepDebt
    }
}

/// Which alerts of a day have been told and are still crossed.
struct ToldAlerts: Sendable, Equatable {
    /// Days since 1970-01-01.
    var day = 0
    /// One bit for each ``Alert/Kind``.
    var kinds: UInt8 = 0
}

/// One preference that a new state has crossed.
struct Alert: Sendable, Equatable {
    enum Kind: UInt8, Sendable, CaseIterable {
        case sleepDebt, lowReadiness

        fileprivate var bit: UInt8 { 1 << rawValue }

        var name: String { self == .sleepDebt ? "sleep_debt" : "low_readiness" }
    }

    let kind: Kind
    let date: CivilDate
    let value: Double
    let threshold: Int

    /// What has to be told of these figures, and what has been told afterwards.
    ///
    /// A preference is crossed once: it is told again only after the figure was on the good side, or for another date.
    /// An older date than the last one is history and tells nothing.
    static func crossed(
        by figures: AlertFigures, _ preferences: AlertPreferences, after told: inout ToldAlerts
    ) -> [Alert] {
        let day = Int(figures.date.dayNumber)
        if day < told.day { return [] }
        if day > told.day { told = ToldAlerts(day: day) }
        var alerts: [Alert] = []
        for kind in Kind.allCases {
            guard let alert = alert(kind, figures, preferences) else {
                told.kinds &= ~kind.bit
                continue
            }
            if told.kinds & kind.bit == 0 { alerts.append(alert) }
            told.kinds |= kind.bit
        }
        return alerts
    }

    private static func alert(_ kind: Kind, _ figures: AlertFigures, _ preferences: AlertPreferences) -> Alert? {
        switch kind {
        case .sleepDebt:
            guard let limit = preferences.sleepDebtMinutes, let debt = figures.sleepDebt, debt >= Double(limit) else {
                return nil
            }
            return Alert(kind: kind, date: figures.date, value: debt, threshold: limit)
        case .lowReadiness:
            guard let limit = preferences.readinessBelow, let score = figures.score, score < Double(limit) else {
                return nil
            }
            return Alert(kind: kind, date: figures.date, value: score, threshold: limit)
        }
    }
}
