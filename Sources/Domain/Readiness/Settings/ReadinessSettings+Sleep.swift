extension ReadinessSettings {
    /// Last night: four parts, of which the duration is required.
    public struct Night: Equatable, Sendable, Codable {
        /// Share of the need that scores 0, in percent.
        public var durationZeroPct = 50.0
        /// Share of the need that scores 100, in percent.
        public var durationFullPct = 100.0
        /// Percent of the time in bed that scores 0.
        public var efficiencyZeroPct = 65.0
        /// Percent of the time in bed that scores 100.
        public var efficiencyFullPct = 85.0
        /// Minutes to fall asleep that score 0.
        public var latencyZeroMin = 60.0
        /// Minutes to fall asleep that score 100.
        public var latencyFullMin = 30.0
        /// Awakenings that cost nothing.
        public var wakesFree = 2.0
        /// Points that each further one costs.
        public var wakePoints = 10.0
        /// Weight of the duration.
        public var durationWeight = 0.60
        /// Weight of the efficiency.
        public var efficiencyWeight = 0.20
        /// Weight of the time to fall asleep.
        public var latencyWeight = 0.10
        /// Weight of the awakenings.
        public var wakesWeight = 0.10
        /// Nights of the past week from which on their mean stands in for a missing last night.
        public var fallbackNightsMin = 3

        /// Starts from the published defaults.
        public init() {}
    }

    /// Sleep debt: a weighted mean of shortfalls, scaled to the whole window.
    public struct Debt: Equatable, Sendable, Codable {
        /// Nights looked at, last night included; older sleep is ignored altogether.
        public var nights = 14
        /// Nights without which there is no debt.
        public var nightsMin = 5
        /// Weight of a night relative to the one after it.
        public var decay = 0.87
        /// Most minutes by which one long night offsets short ones.
        public var surplusMaxMin = 120.0
        /// Greatest debt in minutes.
        public var maxMin = 1200.0
        /// Debt in minutes that scores `curve.base`.
        public var middleMin = 300.0
        /// Debt in minutes that scores 0.
        public var zeroMin = 900.0

        /// Starts from the published defaults.
        public init() {}
    }
}
