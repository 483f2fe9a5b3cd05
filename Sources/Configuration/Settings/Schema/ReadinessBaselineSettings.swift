// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Windows and the least number of values in them (sections 2 to 7).
package struct ReadinessWindowSettings: Sendable {
    package let baselineDays = Setting(
        "readiness.windows.baselineDays", 60, in: 14...60, unit: "days",
        change: .live, "Days before the date that make the baseline; the live profile keeps rows for 60.")
    package let weekDays = Setting(
        "readiness.windows.weekDays", 7, in: 2...14, unit: "days",
        change: .live,
        "Days up to the date that make the week, in which missing values of today and last night are looked up too.")
    package let baselineValuesMin = Setting(
        "readiness.windows.baselineValuesMin", 7, in: 2...60, unit: "values",
        change: .live, "Fewer baseline values than this: the series is not usable.")
    package let weekValuesMin = Setting(
        "readiness.windows.weekValuesMin", 3, in: 1...14, unit: "values",
        change: .live, "Fewer values than this in the week: no weekly term.")
    package let variationValuesMin = Setting(
        "readiness.windows.variationValuesMin", 5, in: 2...14, unit: "values",
        change: .live, "Fewer values than this in the week: no coefficient of variation.")
    package let provisionalValuesBelow = Setting(
        "readiness.windows.provisionalValuesBelow", 14, in: 1...60, unit: "values",
        change: .live, "The status is provisional while a used series has fewer baseline values.")
}

/// The prior that calms short histories (section 4).
package struct ReadinessPriorSettings: Sendable {
    package let weight = Setting(
        "readiness.prior.weight", 7.0, in: 0...60, unit: "values", change: .live,
        "How many values the prior counts for.")
    package let hrv = Setting(
        "readiness.prior.hrv", 0.15, in: 0.001...1, unit: "ln units", change: .live,
        "Standard deviation expected of ln HRV.")
    package let restingHR = Setting(
        "readiness.prior.restingHR", 2.5, in: 0.1...20, unit: "bpm",
        change: .live, "Standard deviation expected of the resting heart rate.")
}

/// Least standard deviation (section 4).
package struct ReadinessFloorSettings: Sendable {
    package let hrv = Setting(
        "readiness.floor.hrv", 0.05, in: 0.001...1, unit: "ln units", change: .live,
        "Least standard deviation of ln HRV.")
    package let restingHR = Setting(
        "readiness.floor.restingHR", 1.0, in: 0.1...20, unit: "bpm",
        change: .live, "Least standard deviation of the resting heart rate.")
}

/// How today and the week make the autonomic index (section 4).
package struct ReadinessIndexSettings: Sendable {
    package let todayWeight = Setting(
        "readiness.index.todayWeight", 0.5, in: 0...1, change: .live,
        "Share of today's deviation; the week's has the rest.")
    package let weekScale = Setting(
        "readiness.index.weekScale", 0.5, in: 0.05...2,
        change: .live, "Standard deviation of a weekly mean, in daily standard deviations.")
}

/// From index to component score (section 4).
package struct ReadinessCurveSettings: Sendable {
    package let base = Setting(
        "readiness.curve.base", 75.0, in: 0...100, unit: "points",
        change: .live, "Score of a part at its normal, and of a day at which every part is: points count from here.")
    package let slope = Setting(
        "readiness.curve.slope", 25.0, in: 1...100, unit: "points",
        change: .live, "Points for each unit of the index, up to the plateau and down after it.")
    package let clip = Setting(
        "readiness.curve.clip", 3.0, in: 1...10, change: .live, "The index is clipped to plus and minus this.")
    package let plateauFrom = Setting(
        "readiness.curve.plateauFrom", 1.0, in: 0...10, change: .live, "From this index the score is 100.")
    package let plateauTo = Setting(
        "readiness.curve.plateauTo", 2.0, in: 0...10,
        change: .live, "Above this index the score falls again: unusually high HRV is a warning too.")
}
