// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Accepted ranges, inclusive (section 1): outside them a field counts as missing.
public struct ReadinessRangeSettings: Sendable {
    public let rmssdMin = Setting("readiness.ranges.rmssdMin", 5.0, in: 0.1...1000, unit: "ms", "Lowest RMSSD.")
    public let rmssdMax = Setting("readiness.ranges.rmssdMax", 250.0, in: 0.1...1000, unit: "ms", "Highest RMSSD.")
    public let sdnnMin = Setting("readiness.ranges.sdnnMin", 5.0, in: 0.1...1000, unit: "ms", "Lowest SDNN.")
    public let sdnnMax = Setting("readiness.ranges.sdnnMax", 300.0, in: 0.1...1000, unit: "ms", "Highest SDNN.")
    public let restingHRMin = Setting(
        "readiness.ranges.restingHRMin", 25.0, in: 1...300, unit: "bpm", "Lowest resting heart rate.")
    public let restingHRMax = Setting(
        "readiness.ranges.restingHRMax", 120.0, in: 1...300, unit: "bpm", "Highest resting heart rate.")
    public let durationMin = Setting("readiness.ranges.durationMin", 30.0, in: 0...1440, unit: "min", "Shortest night.")
    public let durationMax = Setting("readiness.ranges.durationMax", 960.0, in: 0...1440, unit: "min", "Longest night.")
    public let efficiencyMin = Setting(
        "readiness.ranges.efficiencyMin", 1.0, in: 0...100, unit: "%", "Lowest sleep efficiency.")
    public let efficiencyMax = Setting(
        "readiness.ranges.efficiencyMax", 100.0, in: 0...100, unit: "%", "Highest sleep efficiency.")
    public let latencyMin = Setting(
        "readiness.ranges.latencyMin", 0.0, in: 0...1440, unit: "min", "Shortest time to fall asleep.")
    public let latencyMax = Setting(
        "readiness.ranges.latencyMax", 300.0, in: 0...1440, unit: "min", "Longest time to fall asleep.")
    public let wakesMin = Setting("readiness.ranges.wakesMin", 0.0, in: 0...1000, unit: "wakes", "Fewest wakes.")
    public let wakesMax = Setting("readiness.ranges.wakesMax", 100.0, in: 0...1000, unit: "wakes", "Most wakes.")
}

/// RR intervals to RMSSD (section 12).
public struct ReadinessBeatSettings: Sendable {
    public let beatMin = Setting("readiness.rr.beatMin", 300.0, in: 100...1000, unit: "ms", "Shortest beat kept.")
    public let beatMax = Setting("readiness.rr.beatMax", 2000.0, in: 1000...5000, unit: "ms", "Longest beat kept.")
    public let neighbourDifferencePct = Setting(
        "readiness.rr.neighbourDifferencePct", 20.0, in: 1...100, unit: "%",
        "A beat further than this from the median of its neighbours is dropped.")
    public let droppedPctMax = Setting(
        "readiness.rr.droppedPctMax", 25.0, in: 0...100, unit: "%", "More dropped beats than this: no RMSSD.")
    public let differencesMin = Setting(
        "readiness.rr.differencesMin", 20, in: 2...1000, unit: "differences", "Fewer differences than this: no RMSSD.")
}
