import Events

/// The readiness score: how an athlete stands against their own normal, 0 to 100. Not a medical product.
public enum Readiness {
    /// Names the formula in every stored score.
    public static let spec = "readiness-1"

    /// The score of one date; a pure function of its arguments, so recomputing gives the same bytes.
    ///
    /// Rows dated after `date` are ignored. A `sleepNeedMin` that is nil or out of range means the default need.
    public static func score(
        rows: DailyRows, date: CivilDate, sleepNeedMin: Double?, settings: ReadinessSettings = .standard, userID: String
    ) -> ReadinessResult {
        let need = settings.ranges.sleepNeedMin.accepted(sleepNeedMin) ?? settings.sleepNeedMin
        let hrv = AutonomicComponent.hrv(in: rows, on: date, settings: settings)
        let restingHR = AutonomicComponent.restingHR(in: rows, on: date, settings: settings)
        let vendor = hrv.score?.vendor ?? restingHR.score?.vendor
        let nights = RecentNights(in: rows, on: date, preferred: vendor, settings: settings)
        let components = Components(
            hrv: hrv, restingHR: restingHR, sleep: SleepComponent(nights, needMin: need, settings: settings),
            sleepDebt: DebtComponent(nights, needMin: need, settings: settings),
            load: LoadComponent(in: rows, on: date, settings: settings))
        return ReadinessResult(components, date: date, userID: userID, settings: settings)
    }
}

/// The five parts of a score.
public struct Components: Equatable, Sendable {
    /// Heart-rate variability.
    public let hrv: AutonomicComponent
    /// Resting heart rate.
    public let restingHR: AutonomicComponent
    /// Last night.
    public let sleep: SleepComponent
    /// Two weeks of sleep.
    public let sleepDebt: DebtComponent
    /// Training load.
    public let load: LoadComponent

    /// Stale components in the order hrv, rhr, sleep.
    public var stale: [ComponentName] {
        var names: [ComponentName] = []
        if hrv.score?.isStale ?? false { names.append(.hrv) }
        if restingHR.score?.isStale ?? false { names.append(.restingHR) }
        if sleep.score?.isStale ?? false { names.append(.sleep) }
        return names
    }
}

/// Names of the components in the order that breaks ties; the raw value is the wire name.
public enum ComponentName: String, CaseIterable, Sendable {
    /// Heart-rate variability.
    case hrv
    /// Resting heart rate.
    case restingHR = "rhr"
    /// Last night.
    case sleep
    /// Two weeks of sleep.
    case sleepDebt
    /// Training load.
    case load
}
