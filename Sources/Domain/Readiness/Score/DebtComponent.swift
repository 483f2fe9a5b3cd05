/// The sleep debt of two weeks, section 6.
public enum DebtComponent: Equatable, Sendable {
    /// Too few nights, and how many there were.
    case absent(nights: Int)
    /// Scored.
    case present(DebtScore)

    /// The score, nil when absent.
    public var score: DebtScore? {
        if case .present(let score) = self { score } else { nil }
    }
}

/// How much sleep is missing.
public struct DebtScore: Equatable, Sendable {
    /// Nights in the window.
    public let nights: Int
    /// Minutes over the whole window, recent nights weighing more; never negative.
    public let debtMin: Double
    /// 0 to 100.
    public let score: Double
}

extension DebtComponent {
    init(_ nights: RecentNights, needMin: Double, settings: ReadinessSettings) {
        let rules = settings.debt
        guard nights.all.count >= max(1, rules.nightsMin) else {
            self = .absent(nights: nights.all.count)
            return
        }
        var sum = 0.0
        var weights = 0.0
        var weight = 1.0
        var daysBack = 0
        for night in nights.all.reversed() {
            while daysBack < night.daysBack {
                weight *= rules.decay
                daysBack += 1
            }
            sum += weight * max(needMin - night.value.durationMin, -rules.surplusMaxMin)
            weights += weight
        }
        let debt = (Double(rules.nights) * sum / weights).clamped(to: 0...rules.maxMin)
        self = .present(
            DebtScore(
                nights: nights.all.count, debtMin: debt, score: rules.score(debt, base: settings.curve.base)))
    }
}

extension ReadinessSettings.Debt {
    /// No debt scores 100, falling linearly to the curve's base and from there, at its own rate, to zero.
    func score(_ debt: Double, base: Double) -> Double {
        debt <= middleMin
            ? 100 - (100 - base) * debt / middleMin
            : max(0, base * (zeroMin - debt) / (zeroMin - middleMin))
    }
}
