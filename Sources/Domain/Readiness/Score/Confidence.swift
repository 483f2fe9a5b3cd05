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
        let weights = settings.total
        var sum = 0.0
        if let hrv = components.hrv.score {
            sum += weights.hrvWeight * trust(hrv, baselineMin: settings.series.baselineMin)
        }
        if let restingHR = components.restingHR.score {
            sum += weights.restingHRWeight * trust(restingHR, baselineMin: settings.series.baselineMin)
        }
        if let sleep = components.sleep.score { sum += weights.sleepWeight * freshness(sleep.ageDays) }
        if let debt = components.sleepDebt.score {
            sum += weights.debtWeight * Double(debt.nights) / Double(settings.debt.windowDays)
        }
        return sum
    }

    /// Sums of decimal weights miss a round number by some bits, hence the slack.
    func level(_ confidence: Double) -> ConfidenceLevel {
        confidence >= highFrom - 1e-9 ? .high : confidence >= mediumFrom - 1e-9 ? .medium : .low
    }

    private func trust(_ score: AutonomicScore, baselineMin: Int) -> Double {
        let growth = (Double(score.baselineCount - baselineMin) / fullAfter).clamped(to: 0...1)
        return (shortBaseline + (1 - shortBaseline) * growth) * freshness(score.ageDays)
    }

    private func freshness(_ ageDays: Int) -> Double { max(0, 1 - perDayOfAge * Double(ageDays)) }
}
