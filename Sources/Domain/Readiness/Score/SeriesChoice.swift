import Events

/// Which value of the body a series holds; the raw value is the wire name.
public enum Metric: String, Sendable {
    /// RMSSD in milliseconds.
    case rmssd
    /// SDNN in milliseconds: another quantity, never mixed with RMSSD.
    case sdnn
    /// Resting heart rate in beats per minute.
    case restingHR = "rhr"

    /// In which its values are told.
    public var unit: String { self == .restingHR ? "bpm" : "ms" }

    /// A mean of the scale that the score computes on, ln(ms) for HRV, in the unit that values are told in: a geometric mean there.
    public func inOwnUnit(_ mean: Double) -> Double { self == .restingHR ? mean : exponential(mean) }
}

/// One vendor's series of one metric as a candidate for the score of one date.
struct Candidate {
    enum Usability: Int {
        case unusable, byFallback, today
    }

    let vendor: String
    let metric: Metric
    let series: Series<Double>
    let baselineCount: Int
    let weekCount: Int
    let usability: Usability

    /// Still collecting a first baseline, and doing so now.
    let isCalibrating: Bool

    /// Nil when the series holds no value from the baseline's start to the date.
    init?(
        _ series: Series<Double>, vendor: String, metric: Metric, on date: CivilDate, settings: ReadinessSettings
    ) {
        baselineCount = series.count(in: settings.windows.baseline(of: date))
        weekCount = series.count(in: settings.windows.week(of: date))
        guard baselineCount > 0 || weekCount > 0 else { return nil }
        self.vendor = vendor
        self.metric = metric
        self.series = series
        let hasBaseline = baselineCount >= settings.windows.baselineValuesMin
        let hasToday = series[date]?.value != nil
        usability =
            hasBaseline && hasToday
            ? .today : hasBaseline && weekCount >= settings.windows.weekValuesMin ? .byFallback : .unusable
        isCalibrating = !hasBaseline && weekCount > 0
    }

    /// The ranking of the specification; vendors arrive sorted by name and RMSSD before SDNN, so ties keep the first.
    func outranks(_ other: Candidate, settings: ReadinessSettings) -> Bool {
        if usability != other.usability { return usability.rawValue > other.usability.rawValue }
        if baselineCount != other.baselineCount { return baselineCount > other.baselineCount }
        return settings.rank(of: vendor) < settings.rank(of: other.vendor)
    }
}

/// The best candidate, and whether any candidate is still calibrating.
struct SeriesChoice {
    private(set) var best: Candidate?
    private(set) var isCalibrating = false

    init(
        _ metrics: [(Metric, KeyPath<VendorRows, Series<Double>>)], in rows: DailyRows, on date: CivilDate,
        settings: ReadinessSettings
    ) {
        for vendor in rows.vendors {
            for (metric, path) in metrics {
                guard
                    let candidate = Candidate(
                        vendor[keyPath: path], vendor: vendor.vendor, metric: metric, on: date, settings: settings)
                else { continue }
                isCalibrating = isCalibrating || candidate.isCalibrating
                if let best, !candidate.outranks(best, settings: settings) { continue }
                best = candidate
            }
        }
    }
}

extension ReadinessSettings.Windows {
    func baseline(of date: CivilDate) -> ClosedRange<CivilDate> {
        date.advanced(by: -max(1, baselineDays))...date.advanced(by: -1)
    }

    func week(of date: CivilDate) -> ClosedRange<CivilDate> { date.advanced(by: 1 - max(1, weekDays))...date }
}

extension ReadinessSettings {
    /// Smaller is preferred; all unlisted vendors share the last rank and are told apart by name.
    func rank(of vendor: String) -> Int {
        vendorOrder.firstIndex { $0.equalsByBytes(vendor) } ?? vendorOrder.endIndex
    }
}
