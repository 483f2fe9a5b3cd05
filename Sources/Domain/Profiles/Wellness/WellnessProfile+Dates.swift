import Events
import Readiness

extension WellnessProfile {
    /// Without what the live fold forgets: then equal rows give equal scores, wherever they come from.
    public func pruned() -> WellnessProfile {
        var copy = self
        _ = copy.prune()
        return copy
    }

    /// Whether the live fold still holds every row that the score of the date needs.
    ///
    /// True of every date from ``WellnessWindow/correctableDays`` before the newest one on, however far ahead.
    public func covers(_ date: CivilDate) -> Bool {
        guard let horizon = rows.horizon else { return true }
        return date >= WellnessWindow.firstLive(horizon)
    }

    /// The `readiness` document of one date, as the live profile has it for its own.
    public func readinessDocument(on date: CivilDate, terms: Terms, userID: String) -> [UInt8] {
        score(on: date, terms: terms, userID: userID).json
    }

    /// How the score of one date came about.
    public func explanation(of date: CivilDate, terms: Terms, userID: String) -> ReadinessExplanation {
        ReadinessExplanation(
            rows: rows, date: date, sleepNeedMin: settings.sleepNeedMin?.value, settings: terms.settings,
            userID: userID)
    }
}
