import Events

/// The penalty for training load, section 8.
public enum LoadComponent: Equatable, Sendable {
    /// Nothing to judge; `days` since the first load, nil when there is none.
    case absent(days: Int?)
    /// Judged, even when the penalty is zero.
    case present(LoadPenalty)

    /// Score points taken off, zero when absent.
    public var penalty: Double {
        if case .present(let load) = self { load.penalty } else { 0 }
    }
}

/// Fatigue against fitness.
public struct LoadPenalty: Equatable, Sendable {
    /// Acute training load, the fast average: fatigue.
    public let atl: Double
    /// Chronic training load, the slow average: fitness.
    public let ctl: Double
    /// How far fitness exceeds fatigue, in percent of fitness.
    public let formPct: Double
    /// Score points, not negative.
    public let penalty: Double
}

/// An exponential average of one value per day.
struct ExponentialAverage {
    private(set) var value: Double
    private let retained: Double
    private let days: Double

    init(days: Double, seed: Double) {
        value = seed
        self.days = days
        retained = exponential(-1 / days)
    }

    mutating func add(_ input: Double) { value = input + (value - input) * retained }

    /// Any number of days without load in one step, so that a gap of centuries costs nothing.
    mutating func rest(days count: Int) { value *= exponential(-Double(count) / days) }
}

extension LoadComponent {
    init(in rows: DailyRows, on date: CivilDate, settings: ReadinessSettings) {
        let rules = settings.load
        let loads = rows.loads.before(date, within: settings.loadWindowDays)
        guard let first = loads.first?.date else {
            self = .absent(days: nil)
            return
        }
        let days = date.days(since: first)
        guard days >= rules.historyDays else {
            self = .absent(days: days)
            return
        }
        let seed = LoadComponent.seed(loads, from: first, days: max(1, rules.seedDays))
        var fatigue = ExponentialAverage(days: rules.acuteDays, seed: seed)
        var fitness = ExponentialAverage(days: rules.chronicDays, seed: seed)
        var next = first
        for day in loads {
            let gap = day.date.days(since: next)
            fatigue.rest(days: gap)
            fitness.rest(days: gap)
            fatigue.add(day.sum)
            fitness.add(day.sum)
            next = day.date.advanced(by: 1)
        }
        fatigue.rest(days: date.days(since: next))
        fitness.rest(days: date.days(since: next))
        guard fitness.value >= rules.chronicMin else {
            self = .absent(days: days)
            return
        }
        let form = 100 * (fitness.value - fatigue.value) / fitness.value
        self = .present(
            LoadPenalty(
                atl: fatigue.value, ctl: fitness.value, formPct: form,
                penalty: ((rules.formPct - form) * rules.slope).clamped(to: 0...rules.maxPoints)))
    }

    private static func seed(
        _ loads: ArraySlice<TrainingLoads.Day>, from first: CivilDate, days: Int
    ) -> Double {
        // Session by session: adding up sums would round otherwise.
        var sum = 0.0
        for day in loads.prefix(while: { $0.date.days(since: first) < days }) {
            for session in day.entries { sum += session.load }
        }
        return sum / Double(days)
    }
}
