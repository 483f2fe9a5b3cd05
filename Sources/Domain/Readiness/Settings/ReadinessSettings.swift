/// Every constant of the score, at its published default.
///
/// The weights and cut-offs are expert choice inside published ranges, not fitted to data. Values are taken as they
/// are: whoever reads them from outside checks that they are finite, that weights and deviations are not negative and
/// that cut-offs stand in order.
public struct ReadinessSettings: Equatable, Sendable {
    /// Which measurements are believed.
    public var ranges = AcceptedRanges()
    /// Which of several series is used.
    public var series = Series()
    /// Heart-rate variability and resting heart rate against their own normal.
    public var autonomic = Autonomic()
    /// Last night's sleep.
    public var night = Night()
    /// The sleep debt of two weeks.
    public var debt = Debt()
    /// How components become one number.
    public var total = Total()
    /// The penalty for training load.
    public var load = Load()
    /// How sure the score is of itself.
    public var confidence = Confidence()
    /// Drivers, flags and guidance.
    public var advice = Advice()
    /// RR intervals to RMSSD.
    public var rr = RR()

    /// The published defaults.
    public static let standard = ReadinessSettings()

    /// Starts from the published defaults.
    public init() {}
}

extension ReadinessSettings {
    /// Choice of the series, and the windows every series is read with.
    public struct Series: Equatable, Sendable {
        /// Days before the scored date that form the baseline; the date itself is excluded. Older values are ignored.
        public var baselineDays = 60
        /// Days of the week window; the scored date is its last.
        public var weekDays = 7
        /// Baseline values without which a series is not used.
        public var baselineMin = 7
        /// Week values from which on the week's mean counts, also in place of a missing value of today.
        public var weekMin = 3
        /// Preference where nothing else decides; other vendors follow by name.
        public var vendorOrder = ["oura", "whoop", "garmin", "polar", "google", "apple"]

        /// Starts from the published defaults.
        public init() {}
    }

    /// The autonomic index and its curve.
    public struct Autonomic: Equatable, Sendable {
        /// Standard deviation assumed for a short history, in units of ln(ms).
        public var hrvPrior = 0.15
        /// Least standard deviation, in units of ln(ms).
        public var hrvFloor = 0.05
        /// Standard deviation assumed for a short history, in beats per minute.
        public var restingHRPrior = 2.5
        /// Least standard deviation, in beats per minute.
        public var restingHRFloor = 1.0
        /// How many values the assumed deviation weighs as much as.
        public var priorStrength = 7.0
        /// Share of today in the index; the week has the rest.
        public var todayWeight = 0.5
        /// The week's mean in standard deviations is divided by this: a mean of seven scatters less than one value.
        public var weekScale = 0.5
        /// The index is clipped to plus and minus this before the curve.
        public var indexLimit = 3.0
        /// Score points per unit of index.
        public var slope = 25.0
        /// Index from which on the score is full.
        public var fullFrom = 1.0
        /// Index above which the score falls again: unusually high is a warning too.
        public var fullTo = 2.0
        /// Week values needed for the coefficient of variation.
        public var variationMin = 5

        /// Starts from the published defaults.
        public init() {}
    }

    /// RR intervals to RMSSD; see `RMSSD`.
    public struct RR: Equatable, Sendable {
        /// Beats outside are dropped; milliseconds, both ends included.
        public var beatMs = 300.0...2000.0
        /// A beat farther from its neighbours' median than this share of it is dropped.
        public var deviationMax = 0.20
        /// More than this share of beats dropped gives no result.
        public var droppedMax = 0.25
        /// Fewer differences than this give no result.
        public var differencesMin = 20

        /// Starts from the published defaults.
        public init() {}
    }
}
