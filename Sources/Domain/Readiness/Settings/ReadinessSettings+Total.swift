extension ReadinessSettings {
    /// Shares of the components, which sum to 1.
    public struct Weights: Equatable, Sendable, Codable {
        /// Heart-rate variability.
        public var hrv = 0.40
        /// Resting heart rate.
        public var restingHR = 0.20
        /// Last night.
        public var sleep = 0.25
        /// The sleep debt.
        public var sleepDebt = 0.15

        /// Starts from the published defaults.
        public init() {}
    }

    /// Between the bands of a score.
    public struct Bands: Equatable, Sendable, Codable {
        /// Scores below are `low`.
        public var low = 50
        /// Scores from here on are `high`.
        public var high = 80

        /// Starts from the published defaults.
        public init() {}
    }

    /// The penalty for training load; without loads there is none.
    public struct Load: Equatable, Sendable, Codable {
        /// Days back the first load must lie.
        public var historyDays = 28
        /// Days whose mean starts both averages.
        public var seedDays = 7
        /// Time constant of the fast average, fatigue, in days.
        public var acuteDays = 7.0
        /// Time constant of the slow average, fitness, in days.
        public var chronicDays = 42.0
        /// Fitness below which its ratio to fatigue says nothing.
        public var chronicMin = 1.0
        /// Form in percent below which the penalty starts.
        public var formPct = -10.0
        /// Score points per percent of form.
        public var slope = 0.5
        /// Greatest penalty in score points.
        public var maxPoints = 10.0

        /// Starts from the published defaults.
        public init() {}
    }

    /// Confidence, 0 to 1.
    public struct Confidence: Equatable, Sendable, Codable {
        /// Share of a component's weight that counts at the shortest usable baseline.
        public var base = 0.5
        /// Baseline values beyond the least usable number at which the whole weight counts.
        public var rampValues = 21.0
        /// Share lost per day of age.
        public var agePerDay = 0.1
        /// `high` from here on.
        public var high = 0.8
        /// `medium` from here on.
        public var medium = 0.5

        /// Starts from the published defaults.
        public init() {}
    }
}
