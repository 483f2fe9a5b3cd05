import Events

/// A score beside the measurements it came from, in the units that they were taken in.
public struct ReadinessExplanation: Equatable, Sendable {
    /// The score that is explained.
    public let result: ReadinessResult
    /// Where a day that is exactly normal stands; points count from here.
    public let neutral: Double
    /// Nil where the component is absent, as are the following.
    public let hrv: MeasureExplanation?
    /// Against the same baseline as the score's.
    public let restingHR: MeasureExplanation?
    /// Last night.
    public let sleep: SleepExplanation?
    /// Share of the sleep debt in the score, as in ``MeasureExplanation/weight``.
    public let sleepDebtWeight: Double?
    /// The sleep need in minutes that the score was computed with.
    public let sleepNeedMin: Double
}

/// One autonomic measure against its own baseline, in milliseconds or beats per minute.
public struct MeasureExplanation: Equatable, Sendable {
    /// The value of the date; nil when there is none.
    public let today: Double?
    /// Mean of the baseline; of HRV the geometric one, since logarithms are averaged.
    public let mean: Double
    /// One standard deviation to either side of the mean: what is normal for this person.
    public let normal: ClosedRange<Double>
    /// Share of the component in the score, 0 to 1, once the absent ones have given theirs away.
    public let weight: Double
}

/// The night that the score is about.
public struct SleepExplanation: Equatable, Sendable {
    /// The night of the date; nil when earlier nights stand in.
    public let night: SleepNight?
    /// As in ``MeasureExplanation/weight``.
    public let weight: Double
}

extension ReadinessExplanation {
    /// Explains the score of a date. Arguments as for ``Readiness/score(rows:date:sleepNeedMin:settings:userID:)``.
    public init(
        rows: DailyRows, date: CivilDate, sleepNeedMin: Double?, settings: ReadinessSettings = .standard, userID: String
    ) {
        let result = Readiness.score(
            rows: rows, date: date, sleepNeedMin: sleepNeedMin, settings: settings, userID: userID)
        let parts = result.components
        let shares = settings.weights
        var present = 0.0
        if parts.hrv.score != nil { present += shares.hrv }
        if parts.restingHR.score != nil { present += shares.restingHR }
        if parts.sleep.score != nil { present += shares.sleep }
        if parts.sleepDebt.score != nil { present += shares.sleepDebt }
        self.result = result
        neutral = settings.curve.base
        hrv = parts.hrv.score.map { MeasureExplanation($0, in: rows, on: date, weight: shares.hrv / present) }
        restingHR = parts.restingHR.score.map {
            MeasureExplanation($0, in: rows, on: date, weight: shares.restingHR / present)
        }
        sleep = parts.sleep.score.map { score in
            SleepExplanation(
                night: score.isStale ? nil : rows.sleepEntry(vendor: score.vendor, date: date)?.night.value,
                weight: shares.sleep / present)
        }
        sleepDebtWeight = parts.sleepDebt.score.map { _ in shares.sleepDebt / present }
        self.sleepNeedMin = settings.ranges.sleepNeedMin.accepted(sleepNeedMin) ?? settings.sleepNeedMin
    }
}

extension AutonomicScore {
    /// What the series in use holds for a date, in milliseconds or beats per minute.
    public func value(in rows: DailyRows, on date: CivilDate) -> Double? {
        let entry = rows.hrvEntry(vendor: vendor, date: date)
        return switch metric {
        case .rmssd: entry?.rmssd?.value
        case .sdnn: entry?.sdnn?.value
        case .restingHR: entry?.restingHR?.value
        }
    }
}

extension MeasureExplanation {
    fileprivate init(_ score: AutonomicScore, in rows: DailyRows, on date: CivilDate, weight: Double) {
        today = score.value(in: rows, on: date)
        let metric = score.metric
        mean = metric.inOwnUnit(score.baselineMean)
        let low = metric.inOwnUnit(score.baselineMean - score.baselineSd)
        normal = low...max(low, metric.inOwnUnit(score.baselineMean + score.baselineSd))
        self.weight = weight
    }
}
