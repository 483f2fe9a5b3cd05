import Events
import Foundation
import Hot
import Profiles
import Terminal

/// One athlete with sixty days of one vendor, in memory and on one thread: what an update costs, and what is kept.
struct AthleteBench {
    private static let days = 60
    private static let updates = 5_000
    private static let firstDay = CivilDate(dayNumber: 20_000)

    let runs: Int
    let terms: WellnessProfile.Terms

    func text() -> String {
        let kept = history().storedBytes
        let newest = Self.days - 1
        let rows = [
            ["one athlete, \(Self.days) days of one vendor", "", "(spread)", "dates scored"],
            row("HRV of the newest day, µs per update", on: newest),
            row("HRV of \(newest / 2) days earlier, µs per update", on: newest - newest / 2),
            ["state in Redis, bytes", "\(kept.state)"], ["documents in Redis, bytes", "\(kept.documents)"],
        ]
        return TextTable.lines(rows, right: [1]).joined(separator: "\n")
    }

    /// CPU time of a thread that does nothing else; the median of the runs.
    private func row(_ name: String, on day: Int) -> [String] {
        var dates = 0
        let costs = (0..<runs).map { _ in
            var athlete = history()
            let events = (1...Self.updates).map { Self.morning(day, revision: $0) }
            dates = 0
            let watch = Stopwatch()
            for (number, event) in events.enumerated() { dates += athlete.apply(event, offset: Int64(number)) }
            return watch.measurement(items: events.count).cpuSeconds * 1e6 / Double(events.count)
        }.sorted()
        func number(_ value: Double) -> String { String(format: "%.1f", value) }
        return [
            name, number(costs[costs.count / 2]), "(\(number(costs[0]))–\(number(costs[costs.count - 1])))",
            number(Double(dates) / Double(Self.updates)),
        ]
    }

    private func history() -> UpdateOnly {
        var athlete = UpdateOnly(userID: Workload.user(0), terms: terms)
        for day in 0..<Self.days {
            for event in [Self.morning(day, revision: 0), Self.night(day)] {
                _ = athlete.apply(event, offset: Int64(day))
            }
        }
        return athlete
    }

    /// A later revision is a correction, with another value.
    private static func morning(_ day: Int, revision: Int) -> Event {
        event("hrv", day, revision) { date, capturedAt in
            .hrv(
                HRVRecorded(
                    date: date, vendor: "oura", rMSSD: Double(350 + (day * 37 + revision * 101) % 550) / 10,
                    restingHR: Double(42 + (day * 7 + revision) % 20), capturedAt: capturedAt))
        }
    }

    private static func night(_ day: Int) -> Event {
        event("sleep", day, 0) { date, capturedAt in
            .sleep(
                SleepRecorded(
                    date: date, vendor: "oura", durationMin: Double(330 + day * 53 % 210),
                    efficiencyPct: Double(78 + day * 5 % 19), latencyMin: Double(3 + day * 11 % 37),
                    wakeCount: Double(day % 6), capturedAt: capturedAt))
        }
    }

    /// With an id as long as those of `pulsehub produce`.
    private static func event(
        _ kind: String, _ day: Int, _ revision: Int, _ payload: (CivilDate, Instant) -> Payload
    ) -> Event {
        let date = firstDay.advanced(by: day)
        let seconds = Int64(date.dayNumber) * 86_400 + 21_600 + Int64(revision)
        let capturedAt = Instant(microseconds: seconds * 1_000_000)
        let digits = String(UInt64(day * 100_000 + revision) &* 0x9E37_79B9_7F4A_7C15 | 1 << 63, radix: 16)
        return Event(
            id: "daily-\(kind)-\(date)-\(digits)", source: "urn:pulsehub:bench", subject: Workload.user(0),
            time: capturedAt, payload: payload(date, capturedAt))
    }
}
