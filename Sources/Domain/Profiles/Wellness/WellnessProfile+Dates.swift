import Events
import Readiness

extension WellnessProfile {
    /// Without what the live fold forgets: then equal rows give equal scores, wherever they come from.
    package func pruned() -> WellnessProfile {
        var copy = self
        _ = copy.prune()
        _ = copy.pruneNaps()
        return copy
    }

    /// Whether the live fold still holds every row that the score of the date needs.
    ///
    /// True of every date from ``WellnessWindow/correctableDays`` before the newest one on, however far ahead.
    package func covers(_ date: CivilDate) -> Bool {
        guard let horizon = rows.horizon else { return true }
        return date >= WellnessWindow.firstLive(horizon)
    }

    /// When the newest of the rows of these kinds that count for the score of the date was captured; nil where there are none.
    ///
    /// The same from the live fold, for every date that it covers, as from all rows that ever came.
    package func updatedAt(on date: CivilDate, of kinds: [RowKind] = RowKind.allCases) -> Instant? {
        kinds.compactMap { kind in
            rows.newestCapture(of: kind, in: date.advanced(by: -WellnessWindow.reach(of: kind))...date)
        }.max()
    }

    /// The `readiness` document of one date, as the live profile has it for its own.
    package func readinessDocument(on date: CivilDate, terms: Terms, userID: String) -> [UInt8] {
        score(on: date, terms: terms, userID: userID).json
    }

    /// The minutes of sleep that the score of a date is computed with: the person's own need, or the default.
    package func sleepNeedMin(on date: CivilDate, terms: Terms) -> Double {
        let constants = terms.settings(on: date)
        guard let need = settings.sleepNeedMin?.value, constants.ranges.sleepNeedMin.contains(need) else {
            return constants.sleepNeedMin
        }
        return need
    }

    /// How the score of one date came about.
    package func explanation(of date: CivilDate, terms: Terms, userID: String) -> ReadinessExplanation {
        ReadinessExplanation(
            rows: rows, date: date, sleepNeedMin: settings.sleepNeedMin?.value, settings: terms.settings(on: date),
            userID: userID)
    }
}
