import EventCodec
import Events
import Testing

@testable import Producing

@Suite("Daily rows")
struct DailyRowTests {
    private static let arrival = Instant(microseconds: 1_795_000_000_000_000)

    private func events(_ line: String, arrival: Instant = arrival) throws(Rejection) -> [OutgoingEvent] {
        try LineDecoder().events(
            in: Array(line.utf8), now: Instant(microseconds: 1_800_000_000_000_000), arrival: arrival)
    }

    private func decoded(_ event: OutgoingEvent) throws -> Event {
        try EventDecoder().decode(unsent: event.value, now: Instant(microseconds: 1_800_000_000_000_000))
    }

    @Test("a row with hrv and sleep becomes two valid events of its user, at the time of capture")
    func both() throws {
        let events = try events(fullRow)
        let decoded = try events.map(decoded)
        #expect(decoded.map(\.payload.type) == ["pulsehub.hrv.recorded.v1", "pulsehub.sleep.recorded.v1"])
        #expect(decoded.allSatisfy { $0.subject == "u1" && $0.source == "urn:pulsehub:daily" })
        #expect(decoded.allSatisfy { $0.time.description == "2024-05-01T07:00:00Z" })
        #expect(events[0].topic == Topics.wellness)
    }

    @Test("real dirt passes through unchanged")
    func dirt() throws {
        guard case .hrv(let hrv) = try decoded(try events(hrvRow)[0]).payload,
            case .sleep(let sleep) = try decoded(try events(fullRow)[1]).payload
        else { throw Rejection(.invalidData, "unexpected kind") }
        #expect(hrv.rMSSD == 0)
        #expect(sleep.durationMin == 0)
    }

    @Test("the same row of the same arrival is the same event, a corrected one is another")
    func identity() throws {
        let first = try events(fullRow).map(\.id)
        let corrected = try events(fullRow.replacing("61.5", with: "61.6")).map(\.id)
        #expect(try events(fullRow).map(\.id) == first)
        #expect(corrected[0] != first[0])
        #expect(corrected[1] == first[1])
        #expect(first[0] != first[1])
    }

    @Test(
        "of two rows of one capture the later to come in has the greater id, whatever they say and whoever made ids before"
    )
    func corrected() throws {
        let next = Self.arrival.ofLine(1)
        for duration in 300..<340 {
            let corrected = fullRow.replacing("\"durationMin\":0", with: "\"durationMin\":\(duration)")
            for (before, after) in zip(try events(fullRow), try events(corrected, arrival: next)) {
                #expect(before.id.utf8.lexicographicallyPrecedes(after.id.utf8))
            }
        }
        for old in ["daily-sleep-2026-11-20-ffffffffffffffff", "hrv-ffffffffffffffff", "sleep-ffffffffffffffff"] {
            #expect(old.utf8.lexicographicallyPrecedes(try events(hrvRow)[0].id.utf8))
        }
    }

    @Test("a row can say that its sleep is a nap, and no other kind")
    func nap() throws {
        let nap = fullRow.replacing("\"vendor\"", with: "\"kind\":\"nap\",\"vendor\"")
        guard case .sleep(let sleep) = try decoded(try events(nap)[1]).payload else {
            throw Rejection(.invalidData, "unexpected kind")
        }
        #expect(sleep.kind == .nap)
        let rejection = #expect(throws: Rejection.self) { try events(nap.replacing("nap", with: "Nap")) }
        #expect(rejection?.detail.contains("\"nap\"") == true)
    }

    @Test("the vendor's name comes in one spelling", arguments: ["Oura", "oura ", "\u{A0}OURA", "\toura"])
    func vendor(_ spelling: String) throws {
        let row = fullRow.replacing("\"oura\"", with: "\"\(spelling.replacing("\t", with: "\\t"))\"")
        #expect(try events(row).map(\.value) == events(fullRow).map(\.value))
        let blank = #expect(throws: Rejection.self) { try events(fullRow.replacing("oura", with: " ")) }
        #expect(blank?.detail.contains("vendor") == true)
    }

    @Test(
        "a line that is no event is refused with the reason",
        arguments: [
            (
                #"{"userId":"u1","date":"2024-05-01","vendor":"oura","capturedAt":"2024-05-01T07:00:00Z"}"#,
                "needs rMSSD"
            ),
            (
                #"{"userId":"u1","date":"2024-02-30","rMSSD":5,"vendor":"o","capturedAt":"2024-05-01T07:00:00Z"}"#,
                "date"
            ),
            (
                #"{"userId":"u1","date":"2024-05-01","rMSSD":"5","vendor":"o","capturedAt":"2024-05-01T07:00:00Z"}"#,
                "rMSSD"
            ),
            (
                #"{"userId":"u1","date":"2099-05-01","rMSSD":5,"vendor":"o","capturedAt":"2024-05-01T07:00:00Z"}"#,
                "future"
            ),
            (#"{"userId":"u1","date":"2024-05-01","rMSSD":5,"capturedAt":"2024-05-01T07:00:00Z"}"#, "vendor"),
            (#"{"a":1}"#, "neither"), ("[1]", "not array"), ("{", "not_json"), ("\u{0}", "not_json"),
        ])
    func refused(_ line: String, _ reason: String) {
        do throws(Rejection) {
            _ = try events(line)
            Issue.record("accepted: \(line)")
        } catch {
            #expect(error.description.contains(reason), "\(error)")
        }
    }

    @Test("a structured event is sent exactly as it was written")
    func structured() throws {
        let event = try events(pageView)[0]
        #expect(event.value == Array(pageView.utf8))
        #expect(event.topic == Topics.activity)
    }

    @Test("a structured event is written anew where its vendor's name is, and keeps what is no part of the contract")
    func structuredVendor() throws {
        let text = """
            {"specversion":"1.0","id":"h1","source":"t","type":"pulsehub.hrv.recorded.v1","subject":"Ann ","own":[1.50,null],
             "data":{"vendor":" Polar","date":"2024-05-01","rMSSD":61.25,"x":{"vendor":"Y"},
              "capturedAt":"2024-05-01T07:00:00Z"}}
            """
        let event = try events(text)[0]
        let value = String(decoding: event.value, as: UTF8.self)
        #expect(
            value == """
                {"specversion":"1.0","id":"h1","source":"t","type":"pulsehub.hrv.recorded.v1","subject":"Ann ",\
                "own":[1.5,null],"data":{"vendor":"polar","date":"2024-05-01","rMSSD":61.25,"x":{"vendor":"Y"},\
                "capturedAt":"2024-05-01T07:00:00Z"}}
                """)
        #expect(event.subject == "Ann ")
    }

    @Test("a recording that is too long is told what to send instead")
    func longRecording() {
        let line = pageView.replacing("\"url\"", with: "\"x\":\"\(String(repeating: "8", count: 70_000))\",\"url\"")
        let rejection = #expect(throws: Rejection.self) { try events(line) }
        #expect(rejection?.reason == .tooLarge && rejection?.detail.contains("RMSSD") == true)
    }
}
