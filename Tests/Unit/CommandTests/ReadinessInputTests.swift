import EventCodec
import Events
import Readiness
import Testing

@testable import pulsehub

@Suite("Input of a score")
struct ReadinessInputTests {
    @Test("a metric says where its value belongs, and resting heart rate needs none")
    func metrics() throws {
        let input = try parse(
            hrv: row("\"metric\":\"rmssd\",\"valueMs\":60") + "," + row("\"metric\":\"sdnn\",\"valueMs\":70") + ","
                + row("\"valueMs\":null,\"restingHR\":48"))
        let entry = try #require(input.rows.hrvEntries.first)
        #expect(input.rows.hrvEntries.count == 1)
        #expect(entry.rmssd?.value == 60)
        #expect(entry.sdnn?.value == 70)
        #expect(entry.restingHR?.value == 48)
    }

    @Test("loads of one date add up")
    func loads() throws {
        let input = try parse(
            #"{"userId":"u","date":"2026-11-20","hrv":[],"sleep":[],"sleepNeedMin":null,"#
                + #""load":[{"date":"2026-11-01","load":50},{"date":"2026-11-01","load":50}]}"#)
        #expect(input.rows.loadEntries.map(\.load) == [50, 50])
        #expect(input.sleepNeedMin == nil)
    }

    @Test(
        "an error names the field, what belongs there and what was found",
        arguments: [
            (#"[1]"#, "expected an object, found a list"),
            (#"{}"#, "userId: expected a text that is not empty, found nothing"),
            (#"{"userId":"u","date":"20.11."}"#, #"date: expected a day like "2026-11-20", found "20.11.""#),
            (
                #"{"userId":"u","date":"2026-11-20","sleepNeedMin":"8h"}"#,
                #"sleepNeedMin: expected a number, found "8h""#
            ),
            (#"{"userId":"u","date":"2026-11-20","hrv":[3]}"#, "hrv[0]: expected an object, found 3"),
            (#"{"userId":"u","date":"2026-11-20","hrv":[]}"#, "sleep: expected a list of rows, found nothing"),
        ])
    func errors(json: String, message: String) {
        #expect(description { try parse(json) } == message)
    }

    @Test("an error in a row names the row")
    func rowErrors() {
        let good = row("\"restingHR\":48")
        #expect(
            description { try parse(hrv: good + "," + row("\"metric\":\"pnn50\",\"valueMs\":60")) }
                == #"hrv[1].metric: expected "rmssd" or "sdnn", found "pnn50""#)
        #expect(
            description { try parse(hrv: good.replacing("2026-11-20T07:00:00Z", with: "07:00")) }
                == #"hrv[0].capturedAt: expected a time with an offset like "2026-11-20T07:00:00Z", found "07:00""#)
    }

    @Test("a list has a most number of rows")
    func bound() {
        let rows = repeatElement(row("\"restingHR\":48"), count: ReadinessInput.rowsMax + 1).joined(separator: ",")
        #expect(description { try parse(hrv: rows) } == "hrv: expected at most 20000 rows")
    }

    private func row(_ values: String) -> String {
        #"{"date":"2026-11-20","vendor":"oura","capturedAt":"2026-11-20T07:00:00Z","eventId":"e","# + values + "}"
    }

    private func parse(hrv: String) throws -> ReadinessInput {
        try parse(#"{"userId":"u","date":"2026-11-20","hrv":["# + hrv + #"],"sleep":[]}"#)
    }

    private func parse(_ json: String) throws -> ReadinessInput {
        try Array(json.utf8).withUnsafeBytes { bytes in
            try JSONParser(capacity: ReadinessDocuments.bytesMax).parse(bytes) {
                try ReadinessInput(ReadinessFields($0))
            }
        }
    }

    private func description(_ body: () throws -> ReadinessInput) -> String? {
        do {
            _ = try body()
            return nil
        } catch { return "\(error)" }
    }
}
