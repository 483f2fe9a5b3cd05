// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// The published constants of readiness-1; the section of that specification stands in each group's comment.
///
/// All change live: a batch reads them once together with their commit, so no score is computed under a mixture.
package struct ReadinessConstantSettings: Sendable {
    package let sleepNeedMin = Setting(
        "readiness.sleepNeedMin", 480.0, in: 240...720, unit: "min", change: .live,
        "Sleep need of a user who has not given one.")
    package let effectiveFrom = Setting<CalendarDay?>(
        "readiness.effectiveFrom", nil, change: .live,
        "First day that the constants of the commit that writes this count for; without it, the second day after the commit."
    )
    package let windows = ReadinessWindowSettings()
    package let prior = ReadinessPriorSettings()
    package let floor = ReadinessFloorSettings()
    package let index = ReadinessIndexSettings()
    package let curve = ReadinessCurveSettings()
    package let night = ReadinessNightSettings()
    package let debt = ReadinessDebtSettings()
    package let weights = ReadinessWeightSettings()
    package let bands = ReadinessBandSettings()
    package let load = ReadinessLoadSettings()
    package let confidence = ReadinessConfidenceSettings()
    package let drivers = ReadinessDriverSettings()
    package let codes = ReadinessCodeSettings()
    package let flags = ReadinessFlagSettings()
    package let guidance = ReadinessGuidanceSettings()
}
