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
    init(_ components: Components, settings: ReadinessSettings.Total) {
        let hrvScore = components.hrv.score?.score
        let restingHRScore = components.restingHR.score?.score
        let sleepScore = components.sleep.score?.score
        let debtScore = components.sleepDebt.score?.score
        var weights = 0.0
        if hrvScore != nil { weights += settings.hrvWeight }
        if restingHRScore != nil { weights += settings.restingHRWeight }
        if sleepScore != nil { weights += settings.sleepWeight }
        if debtScore != nil { weights += settings.debtWeight }

        func points(_ score: Double?, _ weight: Double) -> Double? {
            score.map { weight / weights * ($0 - settings.neutral) }
        }
        hrv = points(hrvScore, settings.hrvWeight)
        restingHR = points(restingHRScore, settings.restingHRWeight)
        sleep = points(sleepScore, settings.sleepWeight)
        sleepDebt = points(debtScore, settings.debtWeight)
        load = -components.load.penalty
        sum = settings.neutral + (hrv ?? 0) + (restingHR ?? 0) + (sleep ?? 0) + (sleepDebt ?? 0) + load
    }
}
