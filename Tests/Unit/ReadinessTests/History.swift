import Events
import Readiness

/// A hand-made history around `Athlete.today`, by days back.
struct History {
    private(set) var rows = DailyRows()

    /// The same values on every day of the range.
    mutating func hrv(
        _ days: ClosedRange<Int>, rmssd: Double? = nil, sdnn: Double? = nil, restingHR: Double? = nil,
        vendor: String = "oura"
    ) {
        for back in days {
            rows.insert(
                HRVRow(
                    date: date(back), vendor: vendor, rmssd: rmssd, sdnn: sdnn, restingHR: restingHR,
                    capturedAt: Instant(microseconds: 0), eventID: "hrv"))
        }
    }

    mutating func sleep(
        _ days: ClosedRange<Int>, minutes: Double, efficiency: Double? = nil, latency: Double? = nil,
        wakes: Double? = nil, vendor: String = "oura"
    ) {
        for back in days {
            rows.insert(
                SleepRow(
                    date: date(back), vendor: vendor, durationMin: minutes, efficiencyPct: efficiency,
                    latencyMin: latency, wakeCount: wakes, capturedAt: Instant(microseconds: 0), eventID: "sleep"))
        }
    }

    mutating func load(_ days: ClosedRange<Int>, _ load: Double, session: String = "morning") {
        for back in days { rows.add(load: load, on: date(back), eventID: session) }
    }

    func date(_ back: Int) -> CivilDate { Athlete.today.advanced(by: -back) }

    static func make(_ build: (inout History) -> Void) -> ReadinessResult {
        var history = History()
        build(&history)
        return history.rows.score()
    }
}
