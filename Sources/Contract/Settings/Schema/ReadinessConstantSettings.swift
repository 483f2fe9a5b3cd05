// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// The published constants of readiness-1; the section of that specification stands in each group's comment.
///
/// All change live: a batch reads them once together with their commit, so no score is computed under a mixture.
public struct ReadinessConstantSettings: Sendable {
    public let sleepNeedMin = Setting(
        "readiness.sleepNeedMin", 480.0, in: 240...720, unit: "min", change: .live,
        "Sleep need of a user who has not given one.")
    public let effectiveFrom = Setting<CalendarDay?>(
        "readiness.effectiveFrom", nil, change: .live,
        "First day that the constants of the commit that writes this count for; without it, the second day after the commit."
    )
    public let windows = ReadinessWindowSettings()
    public let prior = ReadinessPriorSettings()
    public let floor = ReadinessFloorSettings()
    public let index = ReadinessIndexSettings()
    public let curve = ReadinessCurveSettings()
    public let night = ReadinessNightSettings()
    public let debt = ReadinessDebtSettings()
    public let weights = ReadinessWeightSettings()
    public let bands = ReadinessBandSettings()
    public let load = ReadinessLoadSettings()
    public let confidence = ReadinessConfidenceSettings()
    public let drivers = ReadinessDriverSettings()
    public let codes = ReadinessCodeSettings()
    public let flags = ReadinessFlagSettings()
    public let guidance = ReadinessGuidanceSettings()
}
