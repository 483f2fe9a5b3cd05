import Events

/// Which backups are kept: the newest of each of the last days, weeks and months.
///
/// Days are UTC's, weeks begin on Monday, today's day, week and month count as the first. Taking the newest of each means
/// that pruning often and pruning seldom keep the same: what is the newest of its month one day was never older before.
package struct Retention: Sendable, Equatable {
    /// Days of which the newest backup is kept.
    package var days: Int
    /// Weeks of which the newest backup is kept.
    package var weeks: Int
    /// Months of which the newest backup is kept.
    package var months: Int

    /// Counts below 1 keep nothing of their kind.
    package init(days: Int, weeks: Int, months: Int) {
        self.days = days
        self.weeks = weeks
        self.months = months
    }

    /// The ones to keep of these, on this date. The newest of all is always among them, however old it is: where backups
    /// have stopped nothing must delete the last one. So is one that claims to come from the future.
    package func kept(_ backups: some Collection<BackupName>, on today: CivilDate) -> Set<BackupName> {
        var kept = Set(backups.filter { $0.time.utcDate > today })
        backups.max().map { _ = kept.insert($0) }
        for (count, period) in [(days, Self.day), (weeks, Self.week), (months, Self.month)] {
            let first = period(today) - count + 1
            let inside = backups.filter { $0.time.utcDate <= today && period($0.time.utcDate) >= first }
            kept.formUnion(Dictionary(grouping: inside) { period($0.time.utcDate) }.values.compactMap { $0.max() })
        }
        return kept
    }

    private static func day(_ date: CivilDate) -> Int { Int(date.dayNumber) }

    /// 1970-01-01 was a Thursday.
    private static func week(_ date: CivilDate) -> Int { (Int(date.dayNumber) + 3).flooredQuotient(by: 7) }

    private static func month(_ date: CivilDate) -> Int { date.parts.year * 12 + date.parts.month }
}

extension Int {
    fileprivate func flooredQuotient(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
