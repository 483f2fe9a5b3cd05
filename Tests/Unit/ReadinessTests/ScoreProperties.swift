import Events
import Readiness
import Testing

@Suite("Properties of every score")
struct ScoreProperties {
    static let seeds: Range<UInt64> = 1000..<1100

    @Test("neutral plus all points, less the penalty, is the score before clamping", arguments: seeds)
    func driversAddUp(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let result = DailyRows(athlete.writes()).score()
        guard let total = result.total else { return }
        let points = total.points
        let parts = [points.hrv, points.restingHR, points.sleep, points.sleepDebt].map { $0 ?? 0 }
        let sum = parts.reduce(75, +) - result.components.load.penalty
        #expect(sum == points.sum)
        #expect(total.exact == min(max(sum, 0), 100))
        #expect(total.score == Int((total.exact + 0.5).rounded(.down)))
    }

    @Test("the made-up athletes reach scores, empty hands and every kind of component")
    func coverage() {
        var totals = 0
        var penalties = 0
        var stale = 0
        for seed in ScoreProperties.seeds {
            var athlete = Athlete(seed: seed)
            let result = DailyRows(athlete.writes()).score()
            if result.total != nil { totals += 1 }
            if result.components.load.penalty > 0 { penalties += 1 }
            if !result.components.stale.isEmpty { stale += 1 }
        }
        #expect(totals > 50 && totals < 100)
        #expect(penalties > 0)
        #expect(stale > 10)
    }

    @Test("more sleep never lowers the score", arguments: seeds)
    func moreSleep(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        var rows = DailyRows(athlete.writes(deletes: false))
        for entry in rows.sleepEntries.suffix(20) {
            guard let night = entry.night.value else { continue }
            let before = rows.score().total?.exact ?? 0
            rows.insert(
                SleepRow(
                    date: entry.date, vendor: entry.vendor,
                    durationMin: min(960, night.durationMin + athlete.number(0...200)),
                    efficiencyPct: night.efficiencyPct, latencyMin: night.latencyMin, wakeCount: night.wakeCount,
                    capturedAt: entry.night.capturedAt.advanced(bySeconds: 1), eventID: entry.night.eventID))
            #expect((rows.score().total?.exact ?? 0) >= before - 1e-9)
        }
    }

    @Test("wild values neither crash nor leave 0...100", arguments: seeds)
    func wild(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let values: [Double] = [
            .nan, .infinity, -.infinity, 0, -0.0, -1, 1e308, -1e308, .leastNonzeroMagnitude, 4.999, 5, 25, 30, 60, 120,
            250, 300, 960,
        ]
        var rows = DailyRows()
        let extremes = [Int32.min / 2, -1, 0, Athlete.today.dayNumber, Int32.max / 2]
        for back in 0..<80 {
            let far = athlete.pick(extremes, or: 0)
            let date = back % 9 == 0 ? CivilDate(dayNumber: far) : Athlete.today.advanced(by: -back)
            func value() -> Double { athlete.pick(values, or: 0) }
            let at = Instant(microseconds: athlete.pick([.min, 0, .max], or: 0))
            rows.insert(
                HRVRow(
                    date: date, vendor: "", rmssd: value(), sdnn: value(), restingHR: value(), capturedAt: at,
                    eventID: ""))
            rows.insert(
                SleepRow(
                    date: date, vendor: "", durationMin: value(), efficiencyPct: value(), latencyMin: value(),
                    wakeCount: value(), capturedAt: at, eventID: "\u{0}"))
            rows.add(load: value(), on: date, eventID: "\(back)")
        }
        for need in values {
            let result = rows.score(need: need)
            #expect((0...1.0000001).contains(result.confidence))
            if let total = result.total {
                #expect((0...100).contains(total.exact))
                #expect((0...100).contains(total.score))
            }
            #expect(!rows.document(need: need).contains("nan"))
        }
    }

    @Test("scoring the same rows again gives the same bytes", arguments: seeds.prefix(10))
    func repeatable(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let rows = DailyRows(athlete.writes())
        #expect(rows.document() == rows.document())
        #expect(rows.document(on: Athlete.today.advanced(by: 3)) != rows.document())
    }
}
