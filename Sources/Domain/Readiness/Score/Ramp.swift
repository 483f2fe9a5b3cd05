/// A linear scale between the value that scores 0 and the value that scores 100, in either direction.
struct Ramp {
    /// Scores 0, and so does everything beyond.
    let zeroAt: Double
    /// Scores 100, and so does everything beyond; another value than ``zeroAt``.
    let fullAt: Double

    func score(_ value: Double) -> Double { (100 * (value - zeroAt) / (fullAt - zeroAt)).clamped(to: 0...100) }
}

extension ReadinessSettings.Night {
    /// Of the duration as a share of the need.
    var duration: Ramp { Ramp(zeroAt: durationZeroPct / 100, fullAt: durationFullPct / 100) }
    /// Of percent.
    var efficiency: Ramp { Ramp(zeroAt: efficiencyZeroPct, fullAt: efficiencyFullPct) }
    /// Of minutes.
    var latency: Ramp { Ramp(zeroAt: latencyZeroMin, fullAt: latencyFullMin) }
    /// Of a number of awakenings.
    var wakes: Ramp { Ramp(zeroAt: wakesFree + 100 / wakePoints, fullAt: wakesFree) }
}
