/// How far a score can be trusted; the raw value is the wire name.
public enum ConfidenceLevel: String, Sendable {
    /// Below 0.5.
    case low
    /// 0.5 to 0.8.
    case medium
    /// 0.8 and more.
    case high
}

extension ReadinessSettings.Confidence {
    /// Section 9: the present components' weights, reduced for short baselines, age and missing nights.
    func value(_ components: Components, settings: ReadinessSettings) -> Double {
        let weights = settings.weights
        var sum = 0.0
        if let hrv = components.hrv.score {
            sum += weights.hrv * trust(hrv, baselineMin: settings.windows.baselineValuesMin)
        }
        if let restingHR = components.restingHR.score {
            sum += weights.restingHR * trust(restingHR, baselineMin: settings.windows.baselineValuesMin)
        }
        if let sleep = components.sleep.score { sum += weights.sleep * freshness(sleep.ageDays) }
        if let debt = components.sleepDebt.score {
            sum += weights.sleepDebt * Double(debt.nights) / Double(settings.debt.nights)
        }
        return sum
    }

    /// Sums of decimal weights miss a round number by some bits, hence the slack.
    func level(_ confidence: Double) -> ConfidenceLevel {
        confidence >= high - 1e-9 ? .high : confidence >= medium - 1e-9 ? .medium : .low
    }

    private func trust(_ score: AutonomicScore, baselineMin: Int) -> Double {
        let growth = (Double(score.baselineCount - baselineMin) / rampValues).clamped(to: 0...1)
        return (base + (1 - base) * growth) * freshness(score.ageDays)
    }

    private func freshness(_ ageDays: Int) -> Double { max(0, 1 - agePerDay * Double(ageDays)) }
}
