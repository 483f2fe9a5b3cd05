import Events
import Producing
import Repeatable

/// What was measured in one night.
struct SimulatedNight: Sendable {
    var rMSSD: Double
    var restingHR: Double
    var durationMin: Double
    var efficiencyPct: Double
    var latencyMin: Double
    var wakeCount: Double

    /// Devices report tenths of rMSSD and whole numbers otherwise.
    mutating func round() {
        rMSSD = (rMSSD * 10).rounded() / 10
        restingHR = restingHR.rounded()
        durationMin = durationMin.rounded()
        efficiencyPct = efficiencyPct.rounded()
        latencyMin = latencyMin.rounded()
    }
}

/// A wearable and how it reports.
struct SimulatedDevice: Sendable {
    let vendor: String
    /// Vendors measure at different times of the night: a constant shift of lnRMSSD.
    let bias: Double

    init(_ random: inout SplitMix64) {
        vendor = random.pick(["oura", "oura", "whoop", "whoop", "garmin", "garmin", "polar", "google", "apple"])
        bias = 0.08 * random.gauss()
    }

    /// One daily row; Apple's HRV is SDNN, which the daily form cannot say, and becomes an event of its own.
    func lines(_ userId: String, _ date: CivilDate, _ night: SimulatedNight, _ capturedAt: Instant) -> [[UInt8]] {
        var row = DailyRow(userId: userId, date: date, vendor: vendor, capturedAt: capturedAt)
        row.durationMin = night.durationMin
        row.efficiencyPct = night.efficiencyPct
        row.latencyMin = night.latencyMin
        row.wakeCount = night.wakeCount
        guard vendor == "apple" else {
            row.rMSSD = night.rMSSD
            row.restingHR = night.restingHR
            return [row.json]
        }
        let hrv = HRVRecorded(
            date: date, vendor: vendor, sdnn: (night.rMSSD * 11).rounded() / 10, restingHR: night.restingHR,
            capturedAt: capturedAt)
        let event = Event(
            id: "", source: "urn:pulsehub:simulator", subject: userId, time: capturedAt, payload: .hrv(hrv))
        return [ContentID.named("sim-hrv-\(date)", event).encoded(), row.json]
    }
}
