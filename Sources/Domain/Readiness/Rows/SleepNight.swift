/// One main sleep as it counts for the score: every field inside its accepted range or absent.
public struct SleepNight: Hashable, Comparable, Sendable {
    /// Minutes asleep.
    public let durationMin: Double
    /// Share of the time in bed spent asleep, in percent.
    public let efficiencyPct: Double?
    /// Minutes until asleep.
    public let latencyMin: Double?
    /// How often the sleeper woke.
    public let wakeCount: Double?

    /// A night as stored; ranges are checked where rows come in, not here.
    public init(durationMin: Double, efficiencyPct: Double?, latencyMin: Double?, wakeCount: Double?) {
        self.durationMin = durationMin
        self.efficiencyPct = efficiencyPct
        self.latencyMin = latencyMin
        self.wakeCount = wakeCount
    }

    /// Field by field, absent first: an arbitrary but total order, needed only to merge conflicting copies of one event.
    public static func < (a: SleepNight, b: SleepNight) -> Bool { a.sortKey < b.sortKey }

    private var sortKey: (Double, Double, Double, Double) {
        (durationMin, efficiencyPct ?? -1, latencyMin ?? -1, wakeCount ?? -1)
    }
}
