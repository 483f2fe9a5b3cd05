import EventCodec
import Events
import Readiness
import Streaming
import Testing

@testable import Cold

@Suite("Rows of an insight")
struct InsightRowsTests {
    static let result = #"""
        {"band":null,"components":{"hrv":null},"confidence":0.5,"confidenceLevel":"medium","date":"2026-11-20",\#
        "drivers":[{"points":-1.25}],"flags":["a\"b"],"guidance":null,"score":null,"scoreExact":null,\#
        "stale":true,"status":"calibrating","userId":"ann"}
        """#

    static func insight(
        user: String = "ann", offset: Int64 = 7, partition: Int = 3, documents: String = #""readiness":{"n":1e+22}"#,
        dates: String = #"{"result":\#(InsightRowsTests.result),"revised":false}"#,
        type: String = "pulsehub.insights.updated.v1"
    ) -> String {
        #"{"type":"\#(type)","subject":"\#(user)","data":{"origin":{"topic":"data.normalized","#
            + #""partition":\#(partition),"offset":\#(offset)},"configCommit":"c1","profile":{\#(documents)},"dates":[\#(dates)]}}"#
    }

    static func rows(_ text: String) throws -> InsightRows? {
        try Array(text.utf8).withUnsafeBytes { try JSONParser(capacity: 1 << 20).parse($0) { InsightRows($0) } }
    }

    @Test("every column of a snapshot, and the document byte for byte")
    func snapshot() throws {
        let rows = try #require(try Self.rows(Self.insight()))
        let row = try #require(rows.snapshots.first)
        #expect(row.userID == "ann" && row.date.description == "2026-11-20" && row.score == nil && row.band == nil)
        #expect(row.status == "calibrating" && row.confidence == 0.5 && row.confidenceLevel == "medium")
        #expect(row.guidance == nil && row.stale && row.configCommit == "c1")
        #expect(String(decoding: row.drivers, as: UTF8.self) == #"[{"points":-1.25}]"#)
        #expect(String(decoding: row.flags, as: UTF8.self) == #"["a\"b"]"#)
        #expect(String(decoding: row.document, as: UTF8.self) == Self.result)
        #expect(row.origin == RecordOrigin(topic: "data.normalized", partition: 3, offset: 7))
        #expect(rows.documents.map(\.part) == ["readiness"])
        #expect(rows.documents.first.map { String(decoding: $0.json, as: UTF8.self) } == #"{"n":1e+22}"#)
    }

    @Test("a score as the formula writes it is read whole")
    func realResult() throws {
        var daily = DailyRows()
        let first = CivilDate(dayNumber: 20_000)
        for day in 0..<20 {
            daily.insert(
                HRVRow(
                    date: first.advanced(by: day), vendor: "oura", rmssd: 50 + Double(day % 5), restingHR: 50,
                    capturedAt: Instant(microseconds: 0), eventID: "e\(day)"))
        }
        let result = Readiness.score(rows: daily, date: first.advanced(by: 19), sleepNeedMin: nil, userID: "ann")
        var json = JSONWriter()
        result.write(to: &json)
        let text = String(decoding: json.bytes, as: UTF8.self)
        let row = try #require(try Self.rows(Self.insight(dates: #"{"result":\#(text)}"#))?.snapshots.first)
        #expect(row.score == result.total.map { Int64($0.score) })
        #expect(row.band == result.total?.band.rawValue && row.guidance == result.total?.guidance.rawValue)
        #expect(row.document == json.bytes)
        #expect(row.score != nil)
    }

    @Test("parts of no known name are passed over")
    func unknownPart() throws {
        let rows = try Self.rows(Self.insight(documents: #""secret":{},"activity":{}"#))
        #expect(rows?.documents.map(\.part) == ["activity"])
    }

    @Test(
        "what is no insight has no rows",
        arguments: [
            "[]", "{}", "1", insight(type: "other"), insight(partition: 1 << 40), insight(dates: #"{"result":{}}"#),
            insight(dates: #"{"result":"x"}"#), insight().replacingFirst("\"offset\":7", "\"offset\":\"7\""),
            insight().replacingFirst("2026-11-20", "2026-02-30"), insight().replacingFirst("\"ann\"", "null"),
        ])
    func none(text: String) throws { #expect(try Self.rows(text) == nil) }
}

extension String {
    func replacingFirst(_ old: String, _ new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
        self[..<range.lowerBound] + new + self[range.upperBound...]
    }
}
