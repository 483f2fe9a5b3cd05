import Events
import Testing

@testable import Ingest
@testable import Producing

@Suite("Warnings about what is taken")
struct WarningTests {
    private let now = Instant(microseconds: 1_800_000_000_000_000)

    private func warnings(_ line: String) throws(Rejection) -> [EventWarning] {
        try LineDecoder().events(in: Array(line.utf8), now: now, arrival: now).flatMap(\.warnings)
    }

    private func row(_ fields: String) -> String {
        #"{"userId":"u1","date":"2026-11-28","vendor":"oura","capturedAt":"2026-11-28T07:00:00Z",\#(fields)}"#
    }

    @Test("a row is taken, and what is doubtful about it is named by pointer and code")
    func rows() throws {
        #expect(try warnings(row(#""rMSSD":55,"durationMin":430"#)).isEmpty)
        #expect(try warnings(row(#""durationMin":7.5"#)).map(\.pointer) == ["/durationMin"])
        #expect(try warnings(row(#""durationMin":7.5,"kind":"nap""#)).isEmpty)
        #expect(try warnings(row(#""rMSSD":5500,"durationMin":7.5"#)).map(\.code) == ["out_of_range", "out_of_range"])
        #expect(try warnings(row(#""rMSSD":55,"steps":10000"#)).map(\.code) == ["unknown_field"])
        #expect(try warnings(row(#""rMSSD":55,"resting_hr":50"#)).map(\.code) == ["similar_name"])
        #expect(try warnings(row(#""rMSSD":55,"efficiencyPct":90"#)).map(\.code) == ["unused_field"])
        #expect(try warnings(row(#""rMSSD":0,"a/b~":1"#)).map(\.pointer) == ["/rMSSD", "/a~1b~0"])
    }

    @Test("an event's unknown fields are its own business, unless they look like known ones")
    func events() throws {
        func event(_ data: String) -> String {
            #"{"specversion":"1.0","id":"1","source":"s","type":"pulsehub.hrv.recorded.v1","subject":"u1","data":{"#
                + #""date":"2026-11-28","vendor":"oura","capturedAt":"2026-11-28T07:00:00Z",\#(data)}}"#
        }
        #expect(try warnings(event(#""rMSSD":55,"steps":10000"#)).isEmpty)
        #expect(try warnings(event(#""rMSSD":55,"rhr":50"#)).map(\.pointer) == ["/data/rhr"])
        #expect(try warnings(event(#""lnRMSSD":55"#)).map(\.pointer) == ["/data/lnRMSSD"])
    }

    @Test("an event has a bounded number of warnings, and a request lists a bounded number of them")
    func bounded() throws {
        let many = (0..<200).map { "\"unknown\($0)\":1" }.joined(separator: ",")
        let found = try warnings(row(#""rMSSD":0,\#(many)"#))
        #expect(found.count == EventWarning.perEventMax)
        let event = try LineDecoder().events(in: Array(row(#""rMSSD":0,\#(many)"#).utf8), now: now, arrival: now)
        var json = JSONWriter()
        json.beginObject()
        RequestWarnings(Array(repeating: event[0], count: 20)).write(to: &json)
        json.endObject()
        let text = String(decoding: json.bytes, as: UTF8.self)
        #expect(text.hasSuffix("\"warningsTotal\":\(20 * EventWarning.perEventMax)}"))
        #expect(text.components("\"index\":") == RequestWarnings.listedMax)
    }

    @Test(
        "a line that is refused says what is wrong with it and how to write it",
        arguments: [
            (
                #"{"userId":1503960366,"rMSSD":55}"#,
                "userId must be a string, not number: write \"1503960366\" in quotes"
            ),
            (#"{"user_id":"u1","date":"2026-11-28","rMSSD":55}"#, "\"user_id\" is another name: write userId"),
            (#"{"userId":"u1","date":"11/28/2026","rMSSD":5}"#, "year-month-day"),
            (#"{"userId":"u1","date":"2026-11-28","vendor":"o","capturedAt":"2026-11-28 07:00:00"}"#, "no offset"),
            (#"{"type":"pulsehub.hrv.recorded.v1","subject":"u1","data":{}}"#, "specversion is missing"),
            (
                #"{"userId":"u1","date":"2026-11-28","vendor":"o","capturedAt":"2026-11-28T07:00:00Z","hrv":55}"#,
                "write rMSSD"
            ),
            (
                #"{"userId":"u1","date":"2026-11-28","vendor":"o","capturedAt":"2026-11-28T07:00:00Z","rMSSD":null}"#,
                "counts as absent"
            ),
            ("[]", "not array"), ("42", "not number"), ("null", "not null"), (#""text""#, "not string"),
            ("{}", "neither a CloudEvent"), (#"{"userId":""}"#, "userId is missing or empty"),
        ])
    func refused(line: String, words: String) {
        let error = #expect(throws: Rejection.self) { _ = try warnings(line) }
        #expect(error?.detail.contains(words) == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test("a run counts doubtful lines beside the others, and they are no failure")
    func run() async {
        let text = [row(#""rMSSD":55"#), row(#""rMSSD":5500"#), "nonsense"].joined(separator: "\n")
        let report = await ProduceRun(sink: FakeSink()).run(lines(Array(text.utf8)))
        #expect((report.sent, report.refused.total, report.doubtful.total) == (2, 1, 1))
        #expect(report.doubtful.issues.first?.line == 2)
        #expect(report.doubtful.issues.first?.reason.hasPrefix("out_of_range: rMSSD 5500") == true)
    }

    @Test(
        "an input that is no lines of JSON ends the run at its first line, with cause and cure",
        arguments: [
            ([0x1F, 0x8B, 8, 0x0A, 1, 2], "gzip"), (Array("[\n{}\n]".utf8), "jq -c '.[]'"),
            (Array("{\n}".utf8), "jq -c ."),
            ([0xFF, 0xFE, 0x7B, 0, 0x0A, 0], "UTF-16"),
        ] as [([UInt8], String)])
    func wholeInput(bytes: [UInt8], words: String) async {
        let report = await ProduceRun(sink: FakeSink()).run(lines(bytes))
        #expect(report.inputError?.contains(words) == true)
        #expect(report.sent == 0 && report.refused.total == 0 && !report.isComplete)
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
