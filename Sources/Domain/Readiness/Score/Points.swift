/// What each component adds to the neutral score, section 7; nil for absent components.
public struct Points: Equatable, Sendable {
    /// Heart-rate variability.
    public let hrv: Double?
    /// Resting heart rate.
    public let restingHR: Double?
    /// Last night.
    public let sleep: Double?
    /// Two weeks of sleep.
    public let sleepDebt: Double?
    /// Training load; never positive, and not one of the weighted parts.
    public let load: Double

    /// The neutral score plus every component's points, before clamping to 0...100.
    public let sum: Double
}

extension Points {
    /// Weights of absent components go to the others in proportion.
    init(_ components: Components, settings: ReadinessSettings) {
        let hrvScore = components.hrv.score?.score
        let restingHRScore = components.restingHR.score?.score
        let sleepScore = components.sleep.score?.score
        let debtScore = components.sleepDebt.score?.score
        let shares = settings.weights
        var weights = 0.0
        if hrvScore != nil { weights += shares.hrv }
        if restingHRScore != nil { weights += shares.restingHR }
        if sleepScore != nil { weights += shares.sleep }
        if debtScore != nil { weights += shares.sleepDebt }

        func points(_ score: Double?, _ weight: Double) -> Double? {
            score.map { weight / weights * ($0 - settings.curve.base) }
        }
        hrv = points(hrvScore, shares.hrv)
        restingHR = points(restingHRScore, shares.restingHR)
        sleep = points(sleepScore, shares.sleep)
        sleepDebt = points(debtScore, shares.sleepDebt)
        load = -components.load.penalty
        sum = settings.curve.base + (hrv ?? 0) + (restingHR ?? 0) + (sleep ?? 0) + (sleepDebt ?? 0) + load
    }
}
