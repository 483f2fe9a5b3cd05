extension ReadinessSettings {
    /// The standard deviations that calm short histories.
    public struct Prior: Equatable, Sendable, Codable {
        /// How many values the assumed deviation weighs as much as.
        public var weight = 7.0
        /// In units of ln(ms).
        public var hrv = 0.15
        /// In beats per minute.
        public var restingHR = 2.5

        /// Starts from the published defaults.
        public init() {}
    }

    /// Standard deviations are never taken for less.
    public struct Floor: Equatable, Sendable, Codable {
        /// In units of ln(ms).
        public var hrv = 0.05
        /// In beats per minute.
        public var restingHR = 1.0

        /// Starts from the published defaults.
        public init() {}
    }

    /// Today and the week.
    public struct Index: Equatable, Sendable, Codable {
        /// Share of today in the index; the week has the rest.
        public var todayWeight = 0.5
        /// The week's mean in standard deviations is divided by this: a mean of seven scatters less than one value.
        public var weekScale = 0.5

        /// Starts from the published defaults.
        public init() {}
    }

    /// From index to score.
    public struct Curve: Equatable, Sendable, Codable {
        /// The score of a part at its normal, and of a day that is exactly the athlete's normal; points count from here.
        public var base = 75.0
        /// Score points per unit of index.
        public var slope = 25.0
        /// The index is clipped to plus and minus this before the curve.
        public var clip = 3.0
        /// Index from which on the score is full.
        public var plateauFrom = 1.0
        /// Index above which the score falls again: unusually high is a warning too.
        public var plateauTo = 2.0

        /// Starts from the published defaults.
        public init() {}
    }
}
