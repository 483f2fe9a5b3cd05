import Events
import Readiness
import TestSupport

/// A made-up athlete: plausible rows with gaps, several vendors, corrections, deletes and clashes.
struct Athlete {
    static let today = CivilDate(dayNumber: 20_777)
    private(set) var random: Seeded

    init(seed: UInt64) { random = Seeded(seed) }

    /// Up to a few hundred writes around the last ninety days.
    mutating func writes(deletes: Bool = true) -> [Write] {
        let vendors = ["oura", "apple", "zeta"].prefix(Int.random(in: 1...3, using: &random))
        var writes: [Write] = []
        for back in 0..<Int.random(in: 3...90, using: &random) {
            let date = Athlete.today.advanced(by: -back)
            for vendor in vendors {
                for _ in 0..<Int.random(in: 0...2, using: &random) { writes.append(hrv(vendor, date)) }
                if Bool.random(using: &random) { writes.append(sleep(vendor, date)) }
                if deletes, Int.random(in: 0..<12, using: &random) == 0 { writes.append(delete(vendor, date)) }
            }
            if Int.random(in: 0..<3, using: &random) > 0 {
                writes.append(.load(.random(in: 0...150, using: &random), on: date, eventID: eventID()))
            }
        }
        return writes
    }

    mutating func hrv(_ vendor: String, _ date: CivilDate) -> Write {
        .hrv(
            HRVRow(
                date: date, vendor: vendor, rmssd: maybe(2...120), sdnn: maybe(2...150), restingHR: maybe(24...80),
                capturedAt: capture(date), eventID: eventID()))
    }

    mutating func sleep(_ vendor: String, _ date: CivilDate) -> Write {
        .sleep(
            SleepRow(
                date: date, vendor: vendor, durationMin: maybe(20...700), efficiencyPct: maybe(50...105),
                latencyMin: maybe(0...90), wakeCount: maybe(0...20), capturedAt: capture(date), eventID: eventID()))
    }

    mutating func delete(_ vendor: String, _ date: CivilDate) -> Write {
        .delete(
            Bool.random(using: &random) ? .hrv : .sleep, vendor: vendor, date: date, capturedAt: capture(date),
            eventID: eventID())
    }

    mutating func shuffled<Element>(_ values: [Element]) -> [Element] { values.shuffled(using: &random) }

    mutating func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &random) }

    mutating func pick<Element>(_ values: [Element], or fallback: Element) -> Element {
        values.randomElement(using: &random) ?? fallback
    }

    private mutating func maybe(_ range: ClosedRange<Double>) -> Double? {
        Int.random(in: 0..<5, using: &random) == 0 ? nil : number(range)
    }

    /// Few different instants and ids, so that ties of every kind occur.
    private mutating func capture(_ date: CivilDate) -> Instant {
        Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000 + Int64.random(in: 0...2, using: &random))
    }

    private mutating func eventID() -> String {
        ["a", "b", "é", "e\u{301}", "ab"].randomElement(using: &random) ?? "a"
    }
}

extension DailyRows {
    /// The score document of a date, as the bytes every reader gets.
    func document(on date: CivilDate = Athlete.today, need: Double = 480) -> String {
        var json = JSONWriter()
        score(on: date, need: need).write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    func score(on date: CivilDate = Athlete.today, need: Double = 480) -> ReadinessResult {
        Readiness.score(rows: self, date: date, sleepNeedMin: need, userID: "athlete")
    }
}
