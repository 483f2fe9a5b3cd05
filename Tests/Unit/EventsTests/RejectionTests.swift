import Events
import Testing

@Suite("Refusing records")
struct RejectionTests {
    static func data(_ fields: String) -> String {
        Decoding.json(data: #"{"date":"2026-11-20","vendor":"v","capturedAt":"2026-11-20T06:00:00Z",\#(fields)}"#)
    }
    static func deep(_ levels: Int) -> String {
        Decoding.json(
            more: #","x":"# + String(repeating: "[", count: levels) + String(repeating: "]", count: levels))
    }

    static let broken: [(String, Rejection.Reason)] = [
        ("", .emptyValue), (" ", .notJSON), ("{", .notJSON), ("{}{}", .notJSON), ("nul", .notJSON),
        (#"{"a":1e999}"#, .notJSON), (#"{"a":01}"#, .notJSON), (#"{"a":"\ud800"}"#, .notJSON), (deep(40), .notJSON),
        ("{\"a\":\"tab\t\"}", .notJSON),
        ("[]", .invalidEnvelope), ("1", .invalidEnvelope), ("null", .invalidEnvelope), ("{}", .invalidEnvelope),
        (Decoding.json(version: ""), .invalidEnvelope), (Decoding.json(version: #""0.3""#), .invalidEnvelope),
        (Decoding.json(version: "1.0"), .invalidEnvelope), (Decoding.json(id: ""), .invalidEnvelope),
        (Decoding.json(id: #""""#), .invalidEnvelope), (Decoding.json(id: "7"), .invalidEnvelope),
        (Decoding.json(id: #""a\u0000""#), .invalidEnvelope), (Decoding.json(source: ""), .invalidEnvelope),
        (Decoding.json(id: "\"\(String(repeating: "i", count: 513))\""), .invalidEnvelope),
        (Decoding.json(subject: ""), .invalidEnvelope), (Decoding.json(subject: #""a\nb""#), .invalidEnvelope),
        (Decoding.json(subject: #""a\u0085b""#), .invalidEnvelope),
        (Decoding.json(subject: "\"\(String(repeating: "s", count: 129))\""), .invalidEnvelope),
        (Decoding.json(type: ""), .invalidEnvelope), (Decoding.json(time: #""today""#), .invalidEnvelope),
        (Decoding.json(time: "5"), .invalidEnvelope),
        (Decoding.json(more: #","data_base64":"e30=""#), .invalidEnvelope),
        (Decoding.json(type: "pulsehub.hrv.recorded.v2"), .unknownType),
        (Decoding.json(type: "pulsehub.activity..v1", data: "{}"), .unknownType),
        (Decoding.json(type: "pulsehub.activity.v1", data: "{}"), .unknownType),
        (Decoding.json(type: "pulsehub.activity.a b.v1", data: "{}"), .unknownType),
        (Decoding.json(type: "pulsehub.activity.\(String(repeating: "n", count: 65)).v1", data: "{}"), .unknownType),
        (Decoding.json(type: "pulsehub.activity.x.v1", data: "{}"), .unknownType),
        (Decoding.json(data: ""), .invalidData), (Decoding.json(data: "null"), .invalidData),
        (Decoding.json(data: "[]"), .invalidData), (data(#""x":1"#), .invalidData),
        (data(#""rMSSD":"50""#), .invalidData), (data(#""rMSSD":null"#), .invalidData),
        (data(#""rMSSD":5,"date":20261120"#), .invalidData), (data(#""rMSSD":5,"date":"2026-02-30""#), .invalidData),
        (data(#""rMSSD":5,"date":null"#), .invalidData), (data(#""rMSSD":5,"capturedAt":null"#), .invalidData),
        (data(#""rMSSD":5,"capturedAt":"2026-11-20T06:00:00""#), .invalidData),
        (data(#""rMSSD":5,"vendor":"""#), .invalidData), (data(#""rMSSD":5,"vendor":"a\u0000b""#), .invalidData),
        (data(#""rMSSD":5,"vendor":"a\tb""#), .invalidData), (data(#""rMSSD":5,"vendor":null"#), .invalidData),
        (data(#""rMSSD":5,"vendor":"\#(String(repeating: "v", count: 65))""#), .invalidData),
        (Decoding.json(time: #""2099-01-01T00:00:00Z""#), .fromFuture),
    ]

    @Test("each broken record is refused for its own reason", arguments: broken)
    func reasons(record: String, reason: Rejection.Reason) { #expect(Decoding.refusal(record) == reason) }

    @Test(
        "fields of the other types are checked too",
        arguments: [
            ("sleep.recorded", #""efficiencyPct":90"#), ("rr.recorded", #""rrMs":5"#),
            ("rr.recorded", #""rrMs":[1,"2"]"#),
            ("rr.recorded", #""rrMs":null"#), ("record.deleted", #""kind":"rr""#), ("record.deleted", #""kind":null"#),
            ("training.recorded", #""load":-1"#), ("training.recorded", #""durationMin":5"#),
            ("profile.updated", #""timeZone":"Europe Berlin""#), ("profile.updated", #""timeZone":"""#),
            ("profile.updated", #""sleepNeedMin":"8h""#), ("profile.updated", #""displayName":"a\u0000""#),
            ("profile.updated", #""displayName":"\#(String(repeating: "d", count: 257))""#),
        ])
    func invalidData(type: String, field: String) {
        let data = #"{"date":"2026-11-20","vendor":"v","capturedAt":"2026-11-20T06:00:00Z",\#(field)}"#
        #expect(Decoding.refusal(Decoding.json(type: "pulsehub.\(type).v1", data: data)) == .invalidData)
    }

    @Test("the key must be the subject, byte for byte")
    func keys() {
        #expect(Decoding.refusal(Decoding.json(), key: nil) == .keyMissing)
        #expect(Decoding.refusal(Decoding.json(), key: "") == .keyMissing)
        #expect(Decoding.refusal(Decoding.json(), key: "Ann") == .keyMismatch)
        #expect(Decoding.refusal(Decoding.json(subject: #""zo\u00eb""#), key: "zoe\u{308}") == .keyMismatch)
        #expect(Decoding.refusal(Decoding.json(subject: #""zo\u00eb""#), key: "zo\u{EB}") == nil)
    }

    @Test("without a Kafka timestamp nothing can be judged")
    func timestampMissing() { #expect(Decoding.refusal(Decoding.json(), timestamp: nil) == .timestampMissing) }

    @Test("invalid UTF-8 is not JSON", arguments: [0xFF, 0xC0, 0x80, 0xED] as [UInt8])
    func invalidUTF8(byte: UInt8) {
        var bytes = Array(Decoding.json(more: #","x":"?""#).utf8)
        bytes[bytes.count - 3] = byte
        #expect(throws: Rejection.self) { try Decoding.decode(bytes) }
    }

    @Test("moderate nesting is allowed, and integers of 64 bits are read")
    func accepted() {
        #expect(Decoding.refusal(Self.deep(20)) == nil)
        #expect(Decoding.refusal(Self.data(#""rMSSD":18446744073709551615"#)) == nil)
        #expect(Decoding.refusal(Self.data(#""rMSSD":-9223372036854775808"#)) == nil)
        #expect(Decoding.refusal(Self.data(#""lnRMSSD":1e300"#)) == nil)
    }

    @Test("a reason's details stay short and free of NUL, whatever the record holds")
    func details() {
        for text in [Decoding.json(type: String(repeating: "t", count: 512)), Decoding.json(version: #""1\u00002""#)] {
            let error = #expect(throws: Rejection.self) { try Decoding.decode(text.utf8) }
            #expect((error?.detail.utf8.count ?? .max) < 300)
            #expect(error?.detail.utf8.contains(0) == false)
        }
    }
}
