import Events
import Readiness

// Which dates have a score: those that a row or a delete reaches, up to the newest date that one names. Deletes count, so
// that the set only grows and a date whose last row is taken away keeps a result, which then says that there is no data.
extension WellnessProfile {
    /// Whether the date has a score.
    ///
    /// Of a pruned profile only true for dates that it still scores; see ``WellnessWindow/correctableDays``.
    package func isScored(_ date: CivilDate) -> Bool {
        guard let horizon = rows.horizon, date <= horizon else { return false }
        return RowKind.allCases.contains { kind in
            rows.hasEntries(of: kind, in: date.advanced(by: -WellnessWindow.reach(of: kind))...date)
        }
    }

    /// The dates within the range that have a score, oldest first, at most `limit`.
    ///
    /// Takes time by the number of rows and of dates found, however wide the range is.
    package func scoredDates(in range: ClosedRange<CivilDate>, limit: Int = .max) -> [CivilDate] {
        guard let horizon = rows.horizon else { return [] }
        let spans = RowKind.allCases.flatMap { kind in
            rows.dates(of: kind).map { (first: $0, last: $0.advanced(by: WellnessWindow.reach(of: kind))) }
        }
        var found: [CivilDate] = []
        var next = range.lowerBound
        for span in spans.sorted(by: { $0.first < $1.first }) {
            let last = min(span.last, range.upperBound, horizon)
            next = max(next, span.first)
            while next <= last {
                guard found.count < limit else { return found }
                found.append(next)
                next = next.advanced(by: 1)
            }
        }
        return found
    }
}
