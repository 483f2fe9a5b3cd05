// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Last night (section 5).
public struct ReadinessNightSettings: Sendable {
    public let durationZeroPct = Setting(
        "readiness.night.durationZeroPct", 50.0, in: 0...99, unit: "%", change: .live,
        "Share of the need that scores 0.")
    public let durationFullPct = Setting(
        "readiness.night.durationFullPct", 100.0, in: 1...200, unit: "%", change: .live,
        "Share of the need that scores 100.")
    public let efficiencyZeroPct = Setting(
        "readiness.night.efficiencyZeroPct", 65.0, in: 0...99, unit: "%", change: .live, "Efficiency that scores 0.")
    public let efficiencyFullPct = Setting(
        "readiness.night.efficiencyFullPct", 85.0, in: 1...100, unit: "%", change: .live, "Efficiency that scores 100.")
    public let latencyZeroMin = Setting(
        "readiness.night.latencyZeroMin", 60.0, in: 1...300, unit: "min", change: .live,
        "Time to fall asleep that scores 0.")
    public let latencyFullMin = Setting(
        "readiness.night.latencyFullMin", 30.0, in: 0...300, unit: "min", change: .live,
        "Time to fall asleep that scores 100.")
    public let wakesFree = Setting(
        "readiness.night.wakesFree", 2.0, in: 0...100, unit: "wakes", change: .live, "Wakes that cost nothing.")
    public let wakePoints = Setting(
        "readiness.night.wakePoints", 10.0, in: 0.1...100, unit: "points", change: .live, "Cost of each further wake.")
    public let durationWeight = Setting(
        "readiness.night.durationWeight", 0.6, in: 0.01...1,
        change: .live, "Weight of duration; never 0, since it may be all that was measured.")
    public let efficiencyWeight = Setting(
        "readiness.night.efficiencyWeight", 0.2, in: 0...1, change: .live, "Weight of efficiency.")
    public let latencyWeight = Setting(
        "readiness.night.latencyWeight", 0.1, in: 0...1, change: .live, "Weight of latency.")
    public let wakesWeight = Setting("readiness.night.wakesWeight", 0.1, in: 0...1, change: .live, "Weight of wakes.")
    public let fallbackNightsMin = Setting(
        "readiness.night.fallbackNightsMin", 3, in: 1...13, unit: "nights",
        change: .live, "Nights of the week that stand in for a missing last night; with fewer the component is absent.")
}

/// Sleep debt (section 6).
public struct ReadinessDebtSettings: Sendable {
    public let nights = Setting(
        "readiness.debt.nights", 14, in: 1...14, unit: "nights", change: .live,
        "Nights that count; the live profile keeps 14.")
    public let nightsMin = Setting(
        "readiness.debt.nightsMin", 5, in: 1...14, unit: "nights", change: .live,
        "Fewer nights than this: the component is absent.")
    public let decay = Setting(
        "readiness.debt.decay", 0.87, in: 0.01...1, change: .live, "Weight of a night relative to the one after it.")
    public let surplusMaxMin = Setting(
        "readiness.debt.surplusMaxMin", 120.0, in: 0...720, unit: "min",
        change: .live, "Sleep beyond the need that one night can pay back at most.")
    public let maxMin = Setting(
        "readiness.debt.maxMin", 1200.0, in: 1...10000, unit: "min", change: .live, "Most debt.")
    public let middleMin = Setting(
        "readiness.debt.middleMin", 300.0, in: 1...10000, unit: "min", change: .live,
        "Debt that scores readiness.curve.base.")
    public let zeroMin = Setting(
        "readiness.debt.zeroMin", 900.0, in: 1...10000, unit: "min", change: .live, "Debt that scores 0.")
}
