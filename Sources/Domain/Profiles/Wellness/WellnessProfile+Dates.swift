import Events
import Readiness

extension WellnessProfile {
    /// Without what the live fold forgets: then equal rows give equal scores, wherever they come from.
    public func pruned() -> WellnessProfile {
        var copy = self
        _ = copy.prune()
        return copy
    }

    /// The first date whose score the fold can tell exactly: it still holds every row that the score needs.
    ///
    /// Nil while there is no usable row. Older dates have their score in the archive's snapshots.
    public var oldestScorable: CivilDate? {
        guard let horizon = rows.horizon, let oldest = rows.oldestDate else { return nil }
        return max(horizon.advanced(by: -WellnessWindow.correctableDays), oldest)
    }

    /// The `readiness` document of one date, as the live profile has it for its own.
    public func readinessDocument(on date: CivilDate, terms: Terms, userID: String) -> [UInt8] {
        var json = JSONWriter(capacity: 1400)
        score(on: date, terms: terms, userID: userID).write(to: &json)
        return json.bytes
    }
}

extension WellnessProfile {
    /// How the score of one date came about.
    public func explanation(of date: CivilDate, terms: Terms, userID: String) -> ReadinessExplanation {
        ReadinessExplanation(
            rows: rows, date: date, sleepNeedMin: settings.sleepNeedMin?.value, settings: terms.settings,
            userID: userID)
    }
}
