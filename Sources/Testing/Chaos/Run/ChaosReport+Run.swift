extension ChaosReport {
    /// An event was on its way from before a strike, as long as a client waits, until everything was well again.
    private static let before = Duration.seconds(15)

    init(_ recoveries: Recoveries, _ check: ArchiveCheck, _ load: Load, _ journal: Journal) {
        let times = load.acknowledged
        let recovered = recoveries.recovered
        self.init(
            rows: Fault.allCases.compactMap { fault in
                let mine = recovered.filter { $0.strike.fault == fault }
                guard !mine.isEmpty else { return nil }
                let windows = mine.map { $0.healed - $0.strike.lasting - Self.before...$0.healed + $0.took }
                // Without a time, nobody knows which fault it was.
                let isHit: (ContinuousClock.Instant?) -> Bool = { time in
                    windows.contains { window in time.map(window.contains) ?? true }
                }
                return Row(
                    fault: fault, recoveries: mine.map(\.took), lost: check.lost.count { isHit(times[$0]) },
                    doubled: check.doubled.count { isHit(times[$0]) })
            },
            acknowledged: times.count, unknown: (load.unknown.count, check.storedUnacknowledged),
            violations: journal.violations)
    }
}
