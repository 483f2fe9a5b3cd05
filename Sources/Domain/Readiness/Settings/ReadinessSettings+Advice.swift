extension ReadinessSettings {
    /// Which components are named as drivers.
    public struct Drivers: Equatable, Sendable, Codable {
        /// Points from which on a component is a driver.
        public var pointsMin = 1.0
        /// Most drivers shown.
        public var countMax = 5

        /// Starts from the published defaults.
        public init() {}
    }

    /// Between the codes of a driver; flags and guidance use the same.
    public struct Codes: Equatable, Sendable, Codable {
        /// Index up to which a component is worse than normal.
        public var indexBelow = -1.0
        /// Index from which on a component is better than normal.
        public var indexAbove = 1.0
        /// Index beyond which a component is unusually good.
        public var indexUnusual = 2.0
        /// Sleep scores below are poor.
        public var sleepPoorBelow = 50.0
        /// Sleep scores below are fair, from here on good.
        public var sleepFairBelow = 75.0
        /// Sleep debt in minutes above which it is high.
        public var debtHighMin = 300.0
        /// Sleep debt in minutes above which it is more than low.
        public var debtOkMin = 120.0

        /// Starts from the published defaults.
        public init() {}
    }

    /// Flags.
    public struct Flags: Equatable, Sendable, Codable {
        /// Resting-HR index up to which a low HRV raises `hrv_down_rhr_up`.
        public var restingHRUp = -2.0

        /// Starts from the published defaults.
        public init() {}
    }

    /// Guidance.
    public struct Guidance: Equatable, Sendable, Codable {
        /// Week mean of HRV, in standard deviations, below which `push` is lowered.
        public var weekDeviationMin = -0.5

        /// Starts from the published defaults.
        public init() {}
    }
}
