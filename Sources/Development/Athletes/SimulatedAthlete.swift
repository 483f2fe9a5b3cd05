import Events
import Glibc
import Repeatable

/// One athlete's body and habits, lived day by day.
struct SimulatedAthlete: Sendable {
    private let userId: String
    private var random: SplitMix64
    private var device: SimulatedDevice
    private let nextDevice: (from: CivilDate, device: SimulatedDevice)?
    private var visitor: SimulatedVisitor

    private let lnRMSSD: Double
    private let restingHR: Double
    private let sleepMin: Double
    private let weekAmplitude: Double
    private let missingNights: Double
    /// Carried over from night to night: good and bad nights come in runs.
    private var drift = 0.0
    private var illDaysLeft = 0

    init(number: Int, seed: UInt64, start: CivilDate, days: Int) {
        let digits = String(number)
        userId = "sim-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        var mixer = SplitMix64(seed: seed)
        random = SplitMix64(seed: mixer.next() ^ (UInt64(number) &* 0xD134_2543_DE82_EF95))
        device = SimulatedDevice(&random)
        let switches = random.chance(0.15)
        let switchDay = random.integer(days / 3...max(days / 3, 2 * days / 3))
        let other = SimulatedDevice(&random)
        nextDevice = switches ? (start.advanced(by: switchDay), other) : nil
        lnRMSSD = min(5, max(2.8, 4 + 0.35 * random.gauss()))
        restingHR = min(72, max(38, 54 - 8 * (lnRMSSD - 4) + 4 * random.gauss()))
        sleepMin = min(540, max(360, 440 + 30 * random.gauss()))
        weekAmplitude = 0.03 + 0.07 * random.unit()
        missingNights = 0.02 + 0.1 * random.unit()
        visitor = SimulatedVisitor(userId: userId, &random)
    }

    /// Adds what this athlete and the devices of this athlete send about one day.
    mutating func live(_ date: CivilDate, into sent: inout [Simulation.Sent]) {
        if let nextDevice, date >= nextDevice.from { device = nextDevice.device }
        let illness = advanceIllness()
        drift = 0.4 * drift + 0.09 * random.gauss()
        // 1970-01-01 was a Thursday. Hard sessions on Tuesday, Thursday and the weekend show the morning after.
        let weekday = ((Int(date.dayNumber) + 3) % 7 + 7) % 7
        let week = weekAmplitude * [-1.0, 0.6, -0.4, 0.5, -0.5, 1.0, -0.2][weekday]
        let log = lnRMSSD + week + drift - 0.4 * illness + device.bias
        var night = SimulatedNight(
            rMSSD: min(240, max(6, exp(log))),
            restingHR: min(110, restingHR - 10 * (week + drift) + 7 * illness + 0.8 * random.gauss()),
            durationMin: min(720, max(200, sleepMin + 35 * random.gauss() + (weekday >= 5 ? 30 : 0) + 25 * illness)),
            efficiencyPct: min(99, max(60, 90 + 3 * random.gauss() - 6 * illness)),
            latencyMin: max(1, 14 + 7 * random.gauss() + 8 * illness),
            wakeCount: Double(random.integer(0...3)) + (illness > 0.5 ? 2 : 0))
        night.round()
        let capturedAt = captureTime(date)
        if !random.chance(missingNights) {
            for line in device.lines(userId, date, night, capturedAt) {
                sent.append(Simulation.Sent(at: capturedAt, line: line))
            }
        }
        visitor.browse(date, into: &sent)
    }

    /// 0 when healthy, 1 at the height of an illness; about one of five to nine days in ten weeks.
    private mutating func advanceIllness() -> Double {
        if illDaysLeft == 0, random.chance(1 / 70.0) { illDaysLeft = random.integer(5...9) }
        guard illDaysLeft > 0 else { return 0 }
        illDaysLeft -= 1
        return min(1, 0.3 + 0.25 * Double(illDaysLeft))
    }

    /// In the morning; now and then days later, when the watch was not near the phone.
    private mutating func captureTime(_ date: CivilDate) -> Instant {
        let minute = random.integer(5 * 60...9 * 60)
        let second = random.integer(0...59)
        let delay = random.chance(0.03) ? random.integer(1...4) : 0
        return Instant(date: date.advanced(by: delay), minute: minute, second: second)
    }
}
