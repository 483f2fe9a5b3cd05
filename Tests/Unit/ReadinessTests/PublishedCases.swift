import Events
import Foundation
import Readiness

/// `readiness-cases.json`: worked cases with complete inputs and outputs, published with the specification.
struct PublishedCases: Decodable {
    let tolerance: Double
    let cases: [Case]
    let rrCases: [RRCase]
    let loadExamples: LoadExamples

    static func load() throws -> PublishedCases {
        guard let url = Bundle.module.url(forResource: "readiness-cases", withExtension: "json") else {
            throw MissingResource()
        }
        return try JSONDecoder().decode(PublishedCases.self, from: Data(contentsOf: url))
    }

    struct MissingResource: Error {}

    struct Case: Decodable {
        let id: String
        let title: String
        let input: Input
        let expected: JSON
    }

    struct RRCase: Decodable {
        let id: String
        let title: String
        let rr: [Double]
        let expected: JSON
    }

    struct LoadExamples: Decodable {
        let loads: [Double]
        let ewmaTau7: [Double]
        let ewmaTau42: [Double]
    }

    struct Input: Decodable {
        let userId: String
        let date: String
        let sleepNeedMin: Double
        let hrv: [HRV]
        let sleep: [Sleep]
        let load: [Load]?
    }

    struct HRV: Decodable {
        let date, vendor, metric, capturedAt, eventId: String
        let valueMs: Double?
        let restingHR: Double?
    }

    struct Sleep: Decodable {
        let date, vendor, capturedAt, eventId: String
        let durationMin: Double?
        let efficiencyPct: Double?
        let latencyMin: Double?
        let wakeCount: Double?
    }

    struct Load: Decodable {
        let date: String
        let load: Double
    }
}

extension PublishedCases.Input {
    /// Every row as the library takes it, in the file's order.
    func writes() throws -> [Write] {
        try hrv.map { row in
            .hrv(
                HRVRow(
                    date: try civil(row.date), vendor: row.vendor, rmssd: row.metric == "rmssd" ? row.valueMs : nil,
                    sdnn: row.metric == "sdnn" ? row.valueMs : nil, restingHR: row.restingHR,
                    capturedAt: try instant(row.capturedAt), eventID: row.eventId))
        }
            + sleep.map { row in
                .sleep(
                    SleepRow(
                        date: try civil(row.date), vendor: row.vendor, durationMin: row.durationMin,
                        efficiencyPct: row.efficiencyPct, latencyMin: row.latencyMin, wakeCount: row.wakeCount,
                        capturedAt: try instant(row.capturedAt), eventID: row.eventId))
            }
            + (load ?? []).enumerated().map { .load($1.load, on: try civil($1.date), eventID: "load-\($0)") }
    }

    func result() throws -> ReadinessResult {
        Readiness.score(
            rows: DailyRows(try writes()), date: try civil(date), sleepNeedMin: sleepNeedMin, userID: userId)
    }
}

struct Malformed: Error { let text: String }

func civil(_ text: String) throws -> CivilDate {
    guard let date = CivilDate(text) else { throw Malformed(text: text) }
    return date
}

func instant(_ text: String) throws -> Instant {
    guard let instant = Instant(rfc3339: text.utf8) else { throw Malformed(text: text) }
    return instant
}
