// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Drivers (section 10).
package struct ReadinessDriverSettings: Sendable {
    package let pointsMin = Setting(
        "readiness.drivers.pointsMin", 1.0, in: 0...100, unit: "points",
        change: .live, "A component that moves the score less is not named.")
    package let countMax = Setting(
        "readiness.drivers.countMax", 5, in: 1...5, unit: "drivers", change: .live, "Most drivers named.")
}

/// Cuts between the codes of a driver; flags use the same (section 10).
package struct ReadinessCodeSettings: Sendable {
    package let indexBelow = Setting(
        "readiness.codes.indexBelow", -1.0, in: -10...0, change: .live,
        "Index at or below which a series is below normal.")
    package let indexAbove = Setting(
        "readiness.codes.indexAbove", 1.0, in: 0...10, change: .live, "Index from which a series is above normal.")
    package let indexUnusual = Setting(
        "readiness.codes.indexUnusual", 2.0, in: 0...10,
        change: .live, "Index above which a series is unusual; of HRV it raises a flag and rules out push.")
    package let sleepPoorBelow = Setting(
        "readiness.codes.sleepPoorBelow", 50.0, in: 0...100, unit: "points", change: .live, "Sleep below is poor.")
    package let sleepFairBelow = Setting(
        "readiness.codes.sleepFairBelow", 75.0, in: 0...100, unit: "points", change: .live, "Sleep below is fair.")
    package let debtHighMin = Setting(
        "readiness.codes.debtHighMin", 300.0, in: 0...10000, unit: "min", change: .live,
        "Debt above is high and raises a flag.")
    package let debtOkMin = Setting(
        "readiness.codes.debtOkMin", 120.0, in: 0...10000, unit: "min", change: .live, "Debt above is ok, else low.")
}

/// Flags (section 10).
package struct ReadinessFlagSettings: Sendable {
    package let restingHRUp = Setting(
        "readiness.flags.restingHRUp", -2.0, in: -10...0,
        change: .live, "Resting-HR index at or below which HRV below normal raises a flag.")
}

/// Guidance (section 10).
package struct ReadinessGuidanceSettings: Sendable {
    package let weekDeviationMin = Setting(
        "readiness.guidance.weekDeviationMin", -0.5, in: -10...0,
        change: .live, "A weekly HRV deviation below lowers push to maintain.")
}
