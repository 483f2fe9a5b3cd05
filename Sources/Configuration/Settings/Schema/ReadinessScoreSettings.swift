// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Weights of the components (section 7); they sum to 1.
///
/// None may be 0: on a day on which only that component is present there would be nothing to divide by.
package struct ReadinessWeightSettings: Sendable {
    package let hrv = Setting("readiness.weights.hrv", 0.4, in: 0.01...1, change: .live, "Weight of HRV.")
    package let restingHR = Setting(
        "readiness.weights.restingHR", 0.2, in: 0.01...1, change: .live, "Weight of the resting heart rate.")
    package let sleep = Setting("readiness.weights.sleep", 0.25, in: 0.01...1, change: .live, "Weight of last night.")
    package let sleepDebt = Setting(
        "readiness.weights.sleepDebt", 0.15, in: 0.01...1, change: .live, "Weight of sleep debt.")
}

/// Bands of the rounded score (section 7).
package struct ReadinessBandSettings: Sendable {
    package let low = Setting(
        "readiness.bands.low", 50, in: 1...100, unit: "points", change: .live, "Scores below are low.")
    package let high = Setting(
        "readiness.bands.high", 80, in: 1...100, unit: "points", change: .live, "Scores from here are high.")
}

/// Load penalty (section 8).
package struct ReadinessLoadSettings: Sendable {
    package let historyDays = Setting(
        "readiness.load.historyDays", 28, in: 1...365, unit: "days", change: .live,
        "The first load must be at least this old.")
    package let acuteDays = Setting(
        "readiness.load.acuteDays", 7.0, in: 1...60, unit: "days", change: .live, "Time constant of the acute load.")
    package let chronicDays = Setting(
        "readiness.load.chronicDays", 42.0, in: 2...365, unit: "days", change: .live,
        "Time constant of the chronic load.")
    package let seedDays = Setting(
        "readiness.load.seedDays", 7, in: 1...60, unit: "days", change: .live, "Days whose mean seeds both averages.")
    package let chronicMin = Setting(
        "readiness.load.chronicMin", 1.0, in: 0.01...1000, unit: "load", change: .live,
        "Below this chronic load there is no penalty.")
    package let formPct = Setting(
        "readiness.load.formPct", -10.0, in: -100...0, unit: "%", change: .live, "Form below which the penalty begins.")
    package let slope = Setting(
        "readiness.load.slope", 0.5, in: 0...10, unit: "points", change: .live,
        "Points for each percent of form below it.")
    package let maxPoints = Setting(
        "readiness.load.maxPoints", 10.0, in: 0...100, unit: "points", change: .live, "Most points taken.")
}

/// Confidence (section 9).
package struct ReadinessConfidenceSettings: Sendable {
    package let base = Setting(
        "readiness.confidence.base", 0.5, in: 0...1, change: .live,
        "Confidence in a series that has just become usable.")
    package let rampValues = Setting(
        "readiness.confidence.rampValues", 21.0, in: 1...60, unit: "values",
        change: .live, "Further baseline values to full confidence.")
    package let agePerDay = Setting(
        "readiness.confidence.agePerDay", 0.1, in: 0...1, change: .live, "Confidence lost for each day of age.")
    package let high = Setting("readiness.confidence.high", 0.8, in: 0...1, change: .live, "High from here.")
    package let medium = Setting("readiness.confidence.medium", 0.5, in: 0...1, change: .live, "Medium from here.")
}
