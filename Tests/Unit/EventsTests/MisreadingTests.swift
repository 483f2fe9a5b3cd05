import EventCodec
import Events
import TestSupport
import Testing

@Suite("What is no JSON, by name")
struct MisreadingTests {
    private func cause(_ bytes: [UInt8]) -> String {
        do {
            _ = try Decoding.decode(bytes)
            return "accepted"
        } catch {
            return error.reason == .notJSON ? error.detail : "\(error)"
        }
    }

    @Test(
        "the form that was sent is named, with the cure",
        arguments: [
            ([0x1F, 0x8B, 8, 0, 0, 0], "compressed with gzip"), ([0x28, 0xB5, 0x2F, 0xFD, 0], "compressed with zstd"),
            ([0x50, 0x4B, 3, 4], "compressed with zip"), ([0xEF, 0xBB, 0xBF] + Array("{}".utf8), "byte-order mark"),
            ([0xFF, 0xFE, 0x7B, 0, 0x7D, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x7B], "UTF-16"),
            ([0x7B, 0, 0x22, 0, 0x7D, 0], "UTF-16"), ([0, 0x7B, 0, 0x22, 0, 0x7D], "UTF-16"),
            ([0, 0, 0, 1, 44] + Array("{}".utf8), "schema registry's magic byte (00, then schema id 300)"),
            ([0, 0, 0, 0, 7, 2, 6, 97], "schema id 7"), (Array("<html>".utf8), "XML or HTML"),
            (Array(#"{"a":"J"#.utf8) + [0xF6] + Array(#"rg"}"#.utf8), "not UTF-8"),
        ] as [([UInt8], String)])
    func form(bytes: [UInt8], words: String) {
        #expect(cause(bytes).contains(words), "\(cause(bytes))")
    }

    @Test(
        "a mistake in the text is named, with the cure",
        arguments: [
            (#"{"rMSSD":NaN}"#, "NaN is no JSON number: leave the field out"), (#"{"a":-Infinity}"#, "-Infinity is no"),
            (#"{"id":123456789012345678901234567890}"#, "123456789012345678901234567890 has more than 64 bits"),
            (#"{"a":-9223372036854775809}"#, "more than 64 bits"), (#"{"a":1e999}"#, "no number that can be stored"),
            (#"{"a":007}"#, "begins with 0"), (#"{"a":.5}"#, "write it as 0.5"), (#"{"a":+1}"#, "+1 is no JSON number"),
            ("{'a':1}", "single quotes"), ("{“a”:1}", "typographic quotes"), (#"{"a":1,}"#, "a comma stands before }"),
            ("[1,2,]", "a comma stands before ]"), ("# a comment", "a comment"), ("{} // x", "more follows"),
            (#"{"a":/*x*/1}"#, "a comment"), (#"{"a":1},"#, "a comma follows the document"),
            (#"{"a":1}{"a":2}"#, "more follows the end"), (#"{"a":"#, "cut off"),
            (#"{"a":"b"#, "cut off within a text"),
            ("{\"a\":\"b\nc\"}", "raw in a text"), ("{a:1}", "the name a must stand in double quotes"),
            (#"{"a":True}"#, "True must be written true"), (#"{"a":None}"#, "None is no JSON: write null"),
            (#"{"a":undefined}"#, "write null"), ("userId,date,vendor", "CSV"), ("{", "must stand on one line"),
            ("]", "closes what was not opened"), ("   ", "only blanks"),
        ])
    func mistake(text: String, words: String) {
        #expect(cause(Array(text.utf8)).contains(words), "\(cause(Array(text.utf8)))")
    }

    @Test("whatever the parser refuses has a bounded detail, and nothing is named in what it takes")
    func bounded() throws {
        var random = Seeded(7)
        for _ in 0..<3000 {
            var bytes = Array(Decoding.json().utf8)
            Mutation.apply(to: &bytes, &random)
            let detail = cause(bytes)
            #expect(detail.utf8.count < 800)
            if detail == "accepted" { #expect(bytes.withUnsafeBytes { Misreading.cause(of: $0) } == nil) }
        }
    }
}

@Suite("What is wrong with a field, by name")
struct FieldWordsTests {
    private func detail(_ data: String, type: String = "pulsehub.hrv.recorded.v1") -> String {
        do {
            _ = try Decoding.decode(Decoding.json(type: type, data: data).utf8)
            return "accepted"
        } catch {
            return error.detail
        }
    }

    @Test(
        "the detail says what was written and how to write it",
        arguments: [
            (#""date":"11/20/2026","#, "\"11/20/2026\" must be written year-month-day"),
            (#""date":"2026-02-30","#, "there is no day \"2026-02-30\""),
            (#""date":"20261120","#, "without hyphens"), (#""date":20261120,"#, "not number"),
            (#""date":"2026-11-20T00:00:00Z","#, "more than a day"), (#""day":"2026-11-20","#, "write date"),
            (#""date":null,"#, "not null"),
        ])
    func date(field: String, words: String) {
        let data = #"{\#(field)"vendor":"v","rMSSD":5,"capturedAt":"2026-11-20T06:00:00Z"}"#
        #expect(detail(data).contains(words), "\(detail(data))")
    }

    @Test(
        "a time says what it lacks",
        arguments: [
            (#""capturedAt":"2026-11-20 06:00:00""#, "has no offset: end with Z"),
            (#""capturedAt":"2026-11-20""#, "has no time of day"),
            (#""capturedAt":"2026-11-20T06:00:00+0100""#, "with a colon"),
            (#""capturedAt":1795158000"#, "not a number of seconds"), (#""captured_at":"x""#, "write capturedAt"),
            (#""capturedAt":"2026-11-20T25:00:00Z""#, "there is no time"),
        ])
    func time(field: String, words: String) {
        let data = #"{"date":"2026-11-20","vendor":"v","rMSSD":5,\#(field)}"#
        #expect(detail(data).contains(words), "\(detail(data))")
    }

    @Test(
        "a measurement that is missing says what it was called instead",
        arguments: [
            (#""rmssd":55"#, "\"rmssd\" is another name: write rMSSD"), (#""hrv":55"#, "write rMSSD"),
            (#""RMSSD":55"#, "write rMSSD"), (#""resting_hr":55"#, "write restingHR"),
            (#""rMSSD":null"#, "null in rMSSD counts as absent"), (#""rMSSD":"55""#, "write 55 without quotes"),
            (#""rMSSD":[55]"#, "must be a number, not array"),
        ])
    func measurement(field: String, words: String) {
        let data = #"{"date":"2026-11-20","vendor":"v","capturedAt":"2026-11-20T06:00:00Z",\#(field)}"#
        #expect(detail(data).contains(words), "\(detail(data))")
    }

    @Test("a type that is nearly right says which one is meant")
    func type() {
        #expect(detail("{}", type: "pulsehub.hvr.recorded.v1").hasSuffix("is pulsehub.hrv.recorded.v1 meant?"))
        #expect(detail("{}", type: "something.else").hasSuffix("is no type of this pipeline"))
    }

    @Test("a name that has a meaning itself is never another's")
    func ownNames() {
        let types = ["hrv.recorded", "sleep.recorded", "training.recorded", "profile.updated", "page.viewed"]
        for names in types.compactMap({ FieldNames.ofData("pulsehub.\($0).v1") }) {
            for name in names { #expect(FieldNames.meant(by: name, among: names) == nil) }
        }
        #expect(FieldNames.meant(by: "steps", among: ["date", "vendor", "rMSSD", "userId"]) == nil)
    }
}
