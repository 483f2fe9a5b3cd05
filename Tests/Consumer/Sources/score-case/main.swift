import Events
import Foundation
import Readiness

// Scores one of the published cases: `score-case readiness-cases.json 01`.

struct Malformed: Error { let text: String }

func civil(_ text: String) throws -> CivilDate {
    guard let date = CivilDate(text) else { throw Malformed(text: text) }
    return date
}

func instant(_ text: String) throws -> Instant {
    guard let instant = Instant(rfc3339: text.utf8) else { throw Malformed(text: text) }
    return instant
}

struct Cases: Decodable {
    let cases: [Case]

    struct Case: Decodable {
        let id: String
        let input: Input
    }

    struct Input: Decodable {
        let userId, date: String
        let sleepNeedMin: Double?
        let hrv: [Morning]
        let sleep: [Night]
    }

    struct Morning: Decodable {
        let date, vendor, metric, capturedAt, eventId: String
        let valueMs, restingHR: Double?

        func row() throws -> HRVRow {
            HRVRow(
                date: try civil(date), vendor: vendor, rmssd: metric == "rmssd" ? valueMs : nil,
                sdnn: metric == "sdnn" ? valueMs : nil, restingHR: restingHR, capturedAt: try instant(capturedAt),
                eventID: eventId)
        }
    }

    struct Night: Decodable {
        let date, vendor, capturedAt, eventId: String
        let durationMin, efficiencyPct, latencyMin, wakeCount: Double?

        func row() throws -> SleepRow {
            SleepRow(
                date: try civil(date), vendor: vendor, durationMin: durationMin, efficiencyPct: efficiencyPct,
                latencyMin: latencyMin, wakeCount: wakeCount, capturedAt: try instant(capturedAt), eventID: eventId)
        }
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { throw Malformed(text: "Usage: score-case <file> <case>") }
let file = try Data(contentsOf: URL(filePath: arguments[1]))
guard let input = try JSONDecoder().decode(Cases.self, from: file).cases.first(where: { $0.id == arguments[2] })?.input
else { throw Malformed(text: arguments[2]) }
print(
    line(
        score(
            of: input.userId, on: try civil(input.date), mornings: try input.hrv.map { try $0.row() },
            nights: try input.sleep.map { try $0.row() }, sleepNeedMin: input.sleepNeedMin)))
