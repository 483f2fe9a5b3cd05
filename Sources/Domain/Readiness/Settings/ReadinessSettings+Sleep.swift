/// A linear scale between the value that scores 0 and the value that scores 100, in either direction.
public struct Ramp: Equatable, Sendable {
    /// Scores 0, and so does everything beyond.
    public var zeroAt: Double
    /// Scores 100, and so does everything beyond.
    public var fullAt: Double

    /// Both ends must differ.
    public init(zeroAt: Double, fullAt: Double) {
        self.zeroAt = zeroAt
        self.fullAt = fullAt
    }

    func score(_ value: Double) -> Double { (100 * (value - zeroAt) / (fullAt - zeroAt)).clamped(to: 0...100) }
}

extension ReadinessSettings {
    /// Last night: four parts, of which the duration is required.
    public struct Night: Equatable, Sendable {
        /// Weight of the duration.
        public var durationWeight = 0.60
        /// Weight of the efficiency.
        public var efficiencyWeight = 0.20
        /// Weight of the time to fall asleep.
        public var latencyWeight = 0.10
        /// Weight of the awakenings.
        public var wakesWeight = 0.10
        /// Duration as a share of the need.
        public var duration = Ramp(zeroAt: 0.5, fullAt: 1)
        /// Percent.
        public var efficiency = Ramp(zeroAt: 65, fullAt: 85)
        /// Minutes.
        public var latency = Ramp(zeroAt: 60, fullAt: 30)
        /// Number of awakenings: 2 are free, each further one costs 10.
        public var wakes = Ramp(zeroAt: 12, fullAt: 2)
        /// Nights of the past week from which on their mean stands in for a missing last night.
        public var fallbackMin = 3
        /// Minutes of sleep needed where the athlete has not said otherwise.
        public var defaultNeedMin = 480.0

        /// Starts from the published defaults.
        public init() {}
    }

    /// Sleep debt: a weighted mean of shortfalls, scaled to the whole window.
    public struct Debt: Equatable, Sendable {
        /// Nights looked at, last night included; older sleep is ignored altogether.
        public var windowDays = 14
        /// Weight of a night relative to the one after it.
        public var decay = 0.87
        /// Most minutes by which one long night offsets short ones.
        public var surplusMax = 120.0
        /// Nights without which there is no debt.
        public var nightsMin = 5
        /// Greatest debt in minutes.
        public var debtMax = 1200.0
        /// Debt in minutes that scores the neutral score.
        public var neutralAt = 300.0
        /// Debt in minutes that scores 0.
        public var zeroAt = 900.0

        /// Starts from the published defaults.
        public init() {}
    }
}
