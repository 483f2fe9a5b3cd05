import Events

/// Last night, or the mean of recent nights in its place, section 5.
public enum SleepComponent: Equatable, Sendable {
    /// `no_data` or `no_recent_data`.
    case absent(AbsenceReason)
    /// Scored.
    case present(SleepScore)

    /// The score, nil when absent.
    public var score: SleepScore? {
        if case .present(let score) = self { score } else { nil }
    }
}

/// How good the sleep was, for this athlete's need.
public struct SleepScore: Equatable, Sendable {
    /// Whose night; of the newest night when several stand in.
    public let vendor: String
    /// Days between the newest night and the scored date.
    public let ageDays: Int
    /// Each part of last night; nil when earlier nights stand in for it.
    public let parts: NightParts?
    /// 0 to 100.
    public let score: Double

    /// Without a row for the date earlier nights stand in.
    public var isStale: Bool { parts == nil }
}

/// The parts of one night, each 0 to 100; what was not measured is nil and its weight goes to the others.
public struct NightParts: Equatable, Sendable {
    /// Time asleep against the need.
    public let duration: Double
    /// Share of the time in bed spent asleep.
    public let efficiency: Double?
    /// Time to fall asleep.
    public let latency: Double?
    /// Awakenings.
    public let wakes: Double?
}

extension SleepComponent {
    init(_ nights: RecentNights, needMin: Double, settings: ReadinessSettings) {
        let rules = settings.night
        if let night = nights.lastNight {
            let parts = NightParts(night.value, needMin: needMin, rules: rules)
            self = .present(
                SleepScore(vendor: night.vendor, ageDays: 0, parts: parts, score: parts.score(rules)))
            return
        }
        let week = nights.all.filter { $0.daysBack < settings.windows.weekDays }
        guard week.count >= max(1, rules.fallbackNightsMin), let newest = week.last else {
            self = .absent(nights.all.isEmpty ? .noData : .noRecentData)
            return
        }
        var sum = 0.0
        for night in week { sum += NightParts(night.value, needMin: needMin, rules: rules).score(rules) }
        self = .present(
            SleepScore(
                vendor: newest.vendor, ageDays: newest.daysBack, parts: nil, score: sum / Double(week.count)))
    }
}

extension NightParts {
    init(_ night: SleepNight, needMin: Double, rules: ReadinessSettings.Night) {
        duration = rules.duration.score(night.durationMin / needMin)
        efficiency = night.efficiencyPct.map(rules.efficiency.score)
        latency = night.latencyMin.map(rules.latency.score)
        wakes = night.wakeCount.map(rules.wakes.score)
    }

    /// The weighted mean of the parts that were measured.
    func score(_ rules: ReadinessSettings.Night) -> Double {
        var sum = rules.durationWeight * duration
        var weight = rules.durationWeight
        for (part, partWeight) in [
            (efficiency, rules.efficiencyWeight), (latency, rules.latencyWeight), (wakes, rules.wakesWeight),
        ] {
            guard let part else { continue }
            sum += partWeight * part
            weight += partWeight
        }
        return sum / weight
    }
}
