extension ReadinessSettings {
    /// Weights and bands of the score.
    public struct Total: Equatable, Sendable {
        /// The score of a day that is exactly the athlete's normal.
        public var neutral = 75.0
        /// Weight of heart-rate variability.
        public var hrvWeight = 0.40
        /// Weight of resting heart rate.
        public var restingHRWeight = 0.20
        /// Weight of last night.
        public var sleepWeight = 0.25
        /// Weight of the sleep debt.
        public var debtWeight = 0.15
        /// Scores below are `low`.
        public var normalFrom = 50
        /// Scores from here on are `high`.
        public var highFrom = 80
        /// Baseline values below which a score is provisional.
        public var settledFrom = 14

        /// Starts from the published defaults.
        public init() {}
    }

    /// The penalty for training load; without loads there is none.
    public struct Load: Equatable, Sendable {
        /// Days back the first load must lie.
        public var historyMin = 28
        /// Days whose mean starts both averages.
        public var seedDays = 7
        /// Time constant of fatigue in days.
        public var fatigueDays = 7.0
        /// Time constant of fitness in days.
        public var fitnessDays = 42.0
        /// Fitness below which its ratio to fatigue says nothing.
        public var fitnessMin = 1.0
        /// Form in percent below which the penalty starts.
        public var freeForm = -10.0
        /// Score points per percent of form.
        public var slope = 0.5
        /// Greatest penalty in score points.
        public var penaltyMax = 10.0
        /// Days before the date after which a load no longer counts; nil, as published: every load counts.
        ///
        /// Not a constant of the formula: whoever keeps loads for a limited time sets it, so that a score does not
        /// depend on when it is computed.
        public var windowDays: Int?

        /// Starts from the published defaults.
        public init() {}
    }

    /// Confidence, 0 to 1.
    public struct Confidence: Equatable, Sendable {
        /// Share of a component's weight that counts at the shortest usable baseline.
        public var shortBaseline = 0.5
        /// Baseline values beyond the least usable number at which the whole weight counts.
        public var fullAfter = 21.0
        /// Share lost per day of age.
        public var perDayOfAge = 0.1
        /// `high` from here on.
        public var highFrom = 0.8
        /// `medium` from here on.
        public var mediumFrom = 0.5

        /// Starts from the published defaults.
        public init() {}
    }

    /// Drivers, flags and guidance.
    public struct Advice: Equatable, Sendable {
        /// Points from which on a component is a driver.
        public var driverPointsMin = 1.0
        /// Most drivers shown.
        public var driversMax = 5
        /// Index up to which a component is worse than normal.
        public var belowNormal = -1.0
        /// Index from which on a component is better than normal.
        public var aboveNormal = 1.0
        /// Index beyond which a component is unusually good.
        public var unusual = 2.0
        /// Resting-HR index up to which a low HRV raises `hrv_down_rhr_up`.
        public var restingHRWarning = -2.0
        /// Sleep scores below are poor.
        public var sleepFairFrom = 50.0
        /// Sleep scores from here on are good.
        public var sleepGoodFrom = 75.0
        /// Sleep debt in minutes above which it is more than low.
        public var debtLowTo = 120.0
        /// Sleep debt in minutes above which it is high.
        public var debtHighFrom = 300.0
        /// Week mean of HRV, in standard deviations, below which `push` is lowered.
        public var pushWeekMin = -0.5

        /// Starts from the published defaults.
        public init() {}
    }
}
