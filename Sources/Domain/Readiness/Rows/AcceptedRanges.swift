/// What counts as a measurement: a field outside its range, both ends included, counts as missing.
///
/// Ranges are applied when a row is inserted, so a change of a range takes effect for rows inserted afterwards.
public struct AcceptedRanges: Equatable, Sendable {
    /// RMSSD in milliseconds.
    public var rmssd = 5.0...250.0
    /// SDNN in milliseconds.
    public var sdnn = 5.0...300.0
    /// Resting heart rate in beats per minute.
    public var restingHR = 25.0...120.0
    /// Minutes asleep.
    public var durationMin = 30.0...960.0
    /// Minutes asleep in a nap, which no score counts.
    public var napDurationMin = 1.0...960.0
    /// Sleep efficiency in percent.
    public var efficiencyPct = 1.0...100.0
    /// Minutes until asleep.
    public var latencyMin = 0.0...300.0
    /// Number of awakenings.
    public var wakeCount = 0.0...100.0
    /// Training load of one session, in whatever unit the athlete's loads share.
    public var load = 0.0...10_000.0
    /// Sleep need in minutes; a need outside is replaced by the default need.
    public var sleepNeedMin = 180.0...900.0

    /// The published ranges.
    public static let standard = AcceptedRanges()

    /// Starts from the published ranges.
    public init() {}
}

extension ClosedRange<Double> {
    /// The value when it lies inside, else nil; NaN never does, and a negative zero becomes zero.
    package func accepted(_ value: Double?) -> Double? {
        guard let value, contains(value) else { return nil }
        return value + 0
    }
}
