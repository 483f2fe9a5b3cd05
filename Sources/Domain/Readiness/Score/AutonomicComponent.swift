import Events

/// Heart-rate variability or resting heart rate on one date.
public enum AutonomicComponent: Equatable, Sendable {
    /// No usable series.
    case absent(Absence)
    /// Measured against its own baseline.
    case present(AutonomicScore)

    /// The score, nil when absent.
    public var score: AutonomicScore? {
        if case .present(let score) = self { score } else { nil }
    }

    /// Why there is no score.
    public struct Absence: Equatable, Sendable {
        /// `no_data`, `calibrating` or `no_recent_data`.
        public let reason: AbsenceReason
        /// The best of the unusable series; nil when there is none.
        public let series: AbsentSeries?
    }

    /// The best series of those that cannot be used.
    public struct AbsentSeries: Equatable, Sendable {
        /// Whose series.
        public let vendor: String
        /// Of what.
        public let metric: Metric
        /// Values in the baseline window.
        public let baselineCount: Int
    }
}

/// Why a component is missing; the raw value is the wire name.
public enum AbsenceReason: String, Sendable {
    /// Nothing in the window at all.
    case noData = "no_data"
    /// Values arrive, but the baseline is still too short.
    case calibrating
    /// There are values, but none recent enough.
    case noRecentData = "no_recent_data"
    /// Fewer nights than a sleep debt needs.
    case tooFewNights = "too_few_nights"
}

/// One autonomic measure against the athlete's own normal, section 4.
public struct AutonomicScore: Equatable, Sendable {
    /// Whose series.
    public let vendor: String
    /// Of what.
    public let metric: Metric
    /// Days between the newest value and the scored date.
    public let ageDays: Int
    /// Values in the baseline.
    public let baselineCount: Int
    /// Mean of the baseline, in ln(ms) or beats per minute.
    public let baselineMean: Double
    /// Standard deviation after shrinking and floor, in the same unit.
    public let baselineSd: Double
    /// Values in the week, today included.
    public let weekCount: Int
    /// Coefficient of variation of the week in percent; HRV only.
    public let cvWeekPct: Double?
    /// Today in standard deviations, positive is better; nil without a value today.
    public let zToday: Double?
    /// The week's mean in standard deviations, positive is better; nil with too few values.
    public let zWeek: Double?
    /// Today and week combined; not clipped.
    public let index: Double
    /// 0 to 100.
    public let score: Double

    /// Without a value today the week stands in for it.
    public var isStale: Bool { zToday == nil }
}

extension AutonomicComponent {
    static func hrv(in rows: DailyRows, on date: CivilDate, settings: ReadinessSettings) -> AutonomicComponent {
        let choice = SeriesChoice(
            [(.rmssd, \.rmssd), (.sdnn, \.sdnn)], in: rows, on: date, settings: settings)
        return AutonomicComponent(choice, on: date, settings: settings)
    }

    static func restingHR(in rows: DailyRows, on date: CivilDate, settings: ReadinessSettings) -> AutonomicComponent {
        let choice = SeriesChoice([(.restingHR, \.restingHR)], in: rows, on: date, settings: settings)
        return AutonomicComponent(choice, on: date, settings: settings)
    }

    private init(_ choice: SeriesChoice, on date: CivilDate, settings: ReadinessSettings) {
        guard let best = choice.best else {
            self = .absent(Absence(reason: .noData, series: nil))
            return
        }
        if best.usability != .unusable, let score = AutonomicScore(best, on: date, settings: settings) {
            self = .present(score)
        } else {
            self = .absent(
                Absence(
                    reason: choice.isCalibrating ? .calibrating : .noRecentData,
                    series: AbsentSeries(
                        vendor: best.vendor, metric: best.metric, baselineCount: best.baselineCount)))
        }
    }
}

extension AutonomicScore {
    init?(_ candidate: Candidate, on date: CivilDate, settings: ReadinessSettings) {
        let isHRV = candidate.metric != .restingHR
        let sign: Double = isHRV ? 1 : -1
        let window = ValueWindow(candidate.series, isHRV: isHRV, on: date, settings: settings)
        guard let newest = window.newest else { return nil }
        let baseline = Sample(window.baseline)
        let sd = settings.deviation(of: baseline, count: window.baseline.count, isHRV: isHRV)
        let week = Sample(window.week)

        zToday = window.today.map { sign * ($0 - baseline.mean) / sd }
        zWeek = window.week.count >= settings.windows.weekValuesMin ? sign * (week.mean - baseline.mean) / sd : nil
        switch (zToday, zWeek.map { $0 / settings.index.weekScale }) {
        case (let today?, let week?):
            index = settings.index.todayWeight * today + (1 - settings.index.todayWeight) * week
        case (let value?, nil), (nil, let value?): index = value
        case (nil, nil): return nil
        }
        vendor = candidate.vendor
        metric = candidate.metric
        ageDays = date.days(since: newest)
        baselineCount = window.baseline.count
        baselineMean = baseline.mean
        baselineSd = sd
        weekCount = window.week.count
        cvWeekPct =
            isHRV && window.week.count >= settings.windows.variationValuesMin
            ? 100 * week.variance.squareRoot() / week.mean : nil
        score = settings.curve.score(index)
    }
}

/// The values of a series around one date, oldest first, in the unit they are compared in.
private struct ValueWindow {
    private var values: [Double] = []
    private var weekStart = 0
    private(set) var today: Double?
    private(set) var newest: CivilDate?

    init(_ series: Series<Double>, isHRV: Bool, on date: CivilDate, settings: ReadinessSettings) {
        let baseline = settings.windows.baseline(of: date)
        let week = settings.windows.week(of: date)
        let slots = series.slots(min(baseline.lowerBound, week.lowerBound)...date)
        values.reserveCapacity(slots.count)
        var baselineStart = 0
        for slot in slots {
            guard let value = series.registers[slot].value else { continue }
            let day = series.dates[slot]
            if day < baseline.lowerBound { baselineStart += 1 }
            if day < week.lowerBound { weekStart += 1 }
            let comparable = isHRV ? naturalLogarithm(value) : value
            values.append(comparable)
            newest = day
            if day == date { today = comparable }
        }
        self.baselineStart = baselineStart
    }

    private var baselineStart = 0
    var baseline: ArraySlice<Double> { values[baselineStart..<(today == nil ? values.endIndex : values.endIndex - 1)] }
    var week: ArraySlice<Double> { values[weekStart...] }
}

extension ReadinessSettings {
    /// The sample variance drawn towards an assumed one, so that a short history stays calm; never under the floor.
    fileprivate func deviation(of baseline: Sample, count: Int, isHRV: Bool) -> Double {
        let assumed = isHRV ? prior.hrv : prior.restingHR
        let freedom = Double(max(0, count - 1))
        let variance = (freedom * baseline.variance + prior.weight * assumed * assumed) / (freedom + prior.weight)
        return max(variance.squareRoot(), isHRV ? floor.hrv : floor.restingHR)
    }
}

extension ReadinessSettings.Curve {
    /// Rises to full at `plateauFrom`, stays there, and falls again beyond `plateauTo`.
    fileprivate func score(_ index: Double) -> Double {
        let index = index.clamped(to: -clip...clip)
        let score =
            index <= plateauFrom ? base + slope * index : index <= plateauTo ? 100 : 100 - slope * (index - plateauTo)
        return score.clamped(to: 0...100)
    }
}
