/// Every constant of the score, at its published default.
///
/// Groups and names are those of the configuration: `readiness.windows.baselineDays` is `windows.baselineDays`. The
/// weights and cut-offs are expert choice inside published ranges, not fitted to data. Values are taken as they are:
/// whoever reads them from outside checks that they are finite, that weights and deviations are not negative and that
/// cut-offs stand in order.
public struct ReadinessSettings: Equatable, Sendable {
    /// Minutes of sleep needed where the athlete has not said otherwise.
    public var sleepNeedMin = 480.0
    /// The windows that every series is read with.
    public var windows = Windows()
    /// What is assumed of a short history.
    public var prior = Prior()
    /// Least standard deviations.
    public var floor = Floor()
    /// How today and the week make the autonomic index.
    public var index = Index()
    /// From index to component score.
    public var curve = Curve()
    /// Last night's sleep.
    public var night = Night()
    /// The sleep debt of two weeks.
    public var debt = Debt()
    /// How much each component counts.
    public var weights = Weights()
    /// Where a score is low or high.
    public var bands = Bands()
    /// The penalty for training load.
    public var load = Load()
    /// How sure the score is of itself.
    public var confidence = Confidence()
    /// Which components are named.
    public var drivers = Drivers()
    /// What is said of them.
    public var codes = Codes()
    /// What deserves a look.
    public var flags = Flags()
    /// What is suggested for the day.
    public var guidance = Guidance()

    /// Which measurements are believed; as published, and not configured.
    public var ranges = AcceptedRanges()
    /// RR intervals to RMSSD; as published, and not configured.
    public var rr = RR()
    /// Preference between vendors where nothing else decides; others follow by name. As published, and not configured.
    public var vendorOrder = ["oura", "whoop", "garmin", "polar", "google", "apple"]
    /// Days before the date after which a load no longer counts; nil, as published: every load counts.
    ///
    /// Not a constant of the formula: whoever keeps loads for a limited time sets it, so that a score does not depend on
    /// when it is computed.
    public var loadWindowDays: Int?

    /// The published defaults.
    public static let standard = ReadinessSettings()

    /// Starts from the published defaults.
    public init() {}
}

/// Reads and writes what can be configured; the rest stays as published.
extension ReadinessSettings: Codable {
    private enum CodingKeys: CodingKey {
        case sleepNeedMin, windows, prior, floor, index, curve, night, debt, weights, bands, load, confidence, drivers
        case codes, flags, guidance
    }
}

extension ReadinessSettings {
    /// Days and the least number of values in them.
    public struct Windows: Equatable, Sendable, Codable {
        /// Days before the scored date that form the baseline; the date itself is excluded. Older values are ignored.
        public var baselineDays = 60
        /// Days of the week window; the scored date is its last.
        public var weekDays = 7
        /// Baseline values without which a series is not used.
        public var baselineValuesMin = 7
        /// Week values from which on the week's mean counts, also in place of a missing value of today.
        public var weekValuesMin = 3
        /// Week values needed for the coefficient of variation.
        public var variationValuesMin = 5
        /// Baseline values below which a score is provisional.
        public var provisionalValuesBelow = 14

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
