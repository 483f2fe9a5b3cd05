import Events
import TestSupport
import Testing

@Suite("Instants")
struct InstantTests {
    private func parse(_ text: String) -> Instant? { Instant(rfc3339: text.utf8) }

    @Test(
        "RFC 3339 is read in all its forms",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01 00:00:00Z", 0),
            ("1970-01-01T01:00:00+01:00", 0), ("1969-12-31T18:30:00-05:30", 0), ("1970-01-01T00:00:00.5Z", 500_000),
            ("1970-01-01T00:00:00.000001Z", 1), ("1970-01-01T00:00:00.1234567899Z", 123_456),
            ("1969-12-31T23:59:59.999999Z", -1), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
            ("1970-01-01T00:00:00-00:00", 0), ("2026-11-20T07:00:00Z", 1_795_158_000_000_000),
        ] as [(String, Int64)])
    func reads(text: String, microseconds: Int64) { #expect(parse(text)?.microseconds == microseconds) }

    @Test(
        "anything else is refused",
        arguments: [
            "", "Z", "2026-11-20", "2026-11-20T07:00:00", "2026-11-20T07:00Z", "2026-11-20T24:00:00Z",
            "2026-11-20T07:60:00Z", "2026-11-20T07:00:61Z", "2026-11-20T07:00:00.Z", "2026-11-20T07:00:00,5Z",
            "2026-11-20T07:00:00+0100", "2026-11-20T07:00:00+24:00", "2026-11-20T07:00:00+01:60",
            "2026-11-20T07:00:00+01:00Z", "2026-11-20T07:00:00Z ", "2026-02-30T07:00:00Z", "2026-11-20T7:00:00.00Z",
            "2026-11-20T07:00:00.\(String(repeating: "1", count: 60))Z", "２026-11-20T07:00:00Z",
        ])
    func refuses(text: String) { #expect(parse(text) == nil) }

    @Test("an offset that leads out of the years 0001 to 9999 is refused, one that stays inside is not")
    func ends() {
        #expect(parse("0001-01-01T00:00:00+00:01") == nil)
        #expect(parse("9999-12-31T23:59:59-00:01") == nil)
        #expect(parse("0001-01-01T00:00:00-00:01")?.description == "0001-01-01T00:01:00Z")
        #expect(parse("9999-12-31T23:59:59.999999Z")?.description == "9999-12-31T23:59:59.999999Z")
    }

    @Test("text and instant come back as they were")
    func roundTrip() {
        var random = Seeded(1)
        for _ in 0..<20_000 {
            let instant = Instant(
                microseconds: .random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &random))
            guard parse(instant.description) == instant else {
                Issue.record("\(instant.microseconds) is \(instant)")
                return
            }
        }
    }

    @Test(
        "instants beyond the calendar saturate instead of trapping", arguments: [Int64.min, Int64.min + 1, Int64.max])
    func saturates(microseconds: Int64) {
        let instant = Instant(microseconds: microseconds)
        #expect(instant.description == (microseconds < 0 ? "0001-01-01T00:00:00Z" : "9999-12-31T23:59:59.999999Z"))
        #expect(instant.utcDate.description == (microseconds < 0 ? "0001-01-01" : "9999-12-31"))
        #expect(Instant(milliseconds: microseconds).microseconds == (microseconds < 0 ? .min : .max))
        #expect(instant.advanced(bySeconds: microseconds < 0 ? -1 : 1).microseconds == (microseconds < 0 ? .min : .max))
    }

    @Test("the UTC date changes at midnight, also before 1970")
    func utcDate() {
        #expect(Instant(microseconds: -1).utcDate.description == "1969-12-31")
        #expect(Instant(microseconds: 0).utcDate.description == "1970-01-01")
        #expect(Instant(microseconds: -86_400_000_000).utcDate.description == "1969-12-31")
        #expect(Instant(microseconds: -86_400_000_001).utcDate.description == "1969-12-30")
    }
}
