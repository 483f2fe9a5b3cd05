// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Last night (section 5).
package struct ReadinessNightSettings: Sendable {
    package let durationZeroPct = Setting(
        "readiness.night.durationZeroPct", 50.0, in: 0...99, unit: "%", change: .live,
        "Share of the need that scores 0.")
    package let durationFullPct = Setting(
        "readiness.night.durationFullPct", 100.0, in: 1...200, unit: "%", change: .live,
        "Share of the need that scores 100.")
    package let efficiencyZeroPct = Setting(
        "readiness.night.efficiencyZeroPct", 65.0, in: 0...99, unit: "%", change: .live, "Efficiency that scores 0.")
    package let efficiencyFullPct = Setting(
        "readiness.night.efficiencyFullPct", 85.0, in: 1...100, unit: "%", change: .live, "Efficiency that scores 100.")
    package let latencyZeroMin = Setting(
        "readiness.night.latencyZeroMin", 60.0, in: 1...300, unit: "min", change: .live,
        "Time to fall asleep that scores 0.")
    package let latencyFullMin = Setting(
        "readiness.night.latencyFullMin", 30.0, in: 0...300, unit: "min", change: .live,
        "Time to fall asleep that scores 100.")
    package let wakesFree = Setting(
        "readiness.night.wakesFree", 2.0, in: 0...100, unit: "wakes", change: .live, "Wakes that cost nothing.")
    package let wakePoints = Setting(
        "readiness.night.wakePoints", 10.0, in: 0.1...100, unit: "points", change: .live, "Cost of each further wake.")
    package let durationWeight = Setting(
        "readiness.night.durationWeight", 0.6, in: 0.01...1,
        change: .live, "Weight of duration; never 0, since it may be all that was measured.")
    package let efficiencyWeight = Setting(
        "readiness.night.efficiencyWeight", 0.2, in: 0...1, change: .live, "Weight of efficiency.")
    package let latencyWeight = Setting(
        "readiness.night.latencyWeight", 0.1, in: 0...1, change: .live, "Weight of latency.")
    package let wakesWeight = Setting("readiness.night.wakesWeight", 0.1, in: 0...1, change: .live, "Weight of wakes.")
    package let fallbackNightsMin = Setting(
        "readiness.night.fallbackNightsMin", 3, in: 1...13, unit: "nights",
        change: .live, "Nights of the week that stand in for a missing last night; with fewer the component is absent.")
}

/// Sleep debt (section 6).
package struct ReadinessDebtSettings: Sendable {
    package let nights = Setting(
        "readiness.debt.nights", 14, in: 1...14, unit: "nights", change: .live,
        "Nights that count; the live profile keeps 14.")
    package let nightsMin = Setting(
        "readiness.debt.nightsMin", 5, in: 1...14, unit: "nights", change: .live,
        "Fewer nights than this: the component is absent.")
    package let decay = Setting(
        "readiness.debt.decay", 0.87, in: 0.01...1, change: .live, "Weight of a night relative to the one after it.")
    package let surplusMaxMin = Setting(
        "readiness.debt.surplusMaxMin", 120.0, in: 0...720, unit: "min",
        change: .live, "Sleep beyond the need that one night can pay back at most.")
    package let maxMin = Setting(
        "readiness.debt.maxMin", 1200.0, in: 1...10000, unit: "min", change: .live, "Most debt.")
    package let middleMin = Setting(
        "readiness.debt.middleMin", 300.0, in: 1...10000, unit: "min", change: .live,
        "Debt that scores readiness.curve.base.")
    package let zeroMin = Setting(
        "readiness.debt.zeroMin", 900.0, in: 1...10000, unit: "min", change: .live, "Debt that scores 0.")
}
