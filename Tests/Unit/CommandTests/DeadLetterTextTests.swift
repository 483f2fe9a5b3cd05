import ArgumentParser
import DeadLetters
import Events
import Kafka
import Streaming
import Testing

@testable import pulsehub

@Suite("Dead letters for people and programs")
struct DeadLetterTextTests {
    private static let origin = RecordOrigin(topic: Topics.wellness, partition: 3, offset: 41)

    private static func letter(
        key: [UInt8]? = Array("ada".utf8), detail: String = "data.date is missing", state: DeadLetter.State = .open
    ) -> DeadLetter {
        DeadLetter(
            origin: origin, reason: "invalid_data", detail: detail, key: key,
            parkedAt: Instant(microseconds: 1_750_000_000_250_000), state: state,
            decision: state == .open ? nil : DeadLetter.Decision(by: "maria", at: Instant(microseconds: 0)))
    }

    @Test("a line for each, in columns")
    func table() {
        #expect(
            DeadLetterText.table([Self.letter(), Self.letter(key: nil, state: .discarded)]) == [
                "ID                    STATE      PARKED AT             USER  REASON        DETAIL",
                "data.normalized/3/41  open       2025-06-15T15:06:40Z  ada   invalid_data  data.date is missing",
                "data.normalized/3/41  discarded  2025-06-15T15:06:40Z  -     invalid_data  data.date is missing",
            ])
    }

    @Test("nothing that came from outside steers the terminal, and bytes that are no text are digits")
    func hostile() {
        let letter = Self.letter(key: [0x1B, 0x5B, 0x32, 0x4A], detail: "a\u{1B}[31m")
        let record = ParkedRecord(
            origin: Self.origin, key: nil,
            headers: [KafkaHeader(name: "h\u{07}", value: [0xFF]), KafkaHeader(name: "n", value: nil)],
            value: Array("{\n\u{1B}c}".utf8))
        let page = DeadLetterText.page(letter, record, nil)
        #expect(!(DeadLetterText.table([letter]) + page).joined().unicodeScalars.contains("\u{1B}"))
        #expect(page.contains { $0.hasPrefix(#"header h\u0007"#) && $0.hasSuffix(" 0xff") })
        #expect(page.last == "{\n\\u001bc}")
        #expect(page.contains { $0.hasSuffix("would be accepted") })
    }

    @Test("for programs: one object, bytes as text or as base64, what is not there as null")
    func json() {
        let text = String(decoding: Self.letter(state: .discarded).json(), as: UTF8.self)
        #expect(
            text == """
                {"id":"data.normalized/3/41","topic":"data.normalized","partition":3,"offset":41,\
                "reason":"invalid_data","detail":"data.date is missing","user":"ada",\
                "parkedAt":"2025-06-15T15:06:40.25Z","state":"discarded","decidedBy":"maria",\
                "decidedAt":"1970-01-01T00:00:00Z","retries":0}
                """)
        let record = ParkedRecord(
            origin: Self.origin, key: nil, headers: [KafkaHeader(name: "n", value: nil)], value: [0xFF])
        let whole = String(decoding: Self.letter(key: nil).json(with: record), as: UTF8.self)
        #expect(whole.contains(#""user":null"#))
        #expect(whole.hasSuffix(#""headers":[{"name":"n","value":null}],"valueBase64":"/w==","isExact":true}"#))
    }

    @Test("a retry's report names the first, counts all, and says why some were left")
    func report() {
        var report = RetryReport(isDryRun: false)
        for number in 0..<30 {
            report.add(
                RecordOrigin(topic: "t", partition: 0, offset: Int64(number)),
                number < 10
                    ? .retried(RecordOrigin(topic: "t", partition: 1, offset: 7))
                    : number < 29 ? .refusedAgain(Rejection(.notJSON, "no value")) : .decided(.retried))
        }
        #expect(report.lines.first == "t/0/0: retried as t/1/7")
        #expect(report.lines[10] == "t/0/10: left open, it would be refused again: not_json: no value")
        #expect(
            report.lines.suffix(4) == [
                "… and 10 more", "retried 10 of 30", "  1 retried before", "  19 would be refused again as not_json",
            ])
    }
}

@Suite("Choosing dead letters")
struct DeadLetterFilterTests {
    private static let now = Instant(microseconds: 1_750_000_000_000_000)

    @Test(
        "since takes a time or an age",
        arguments: [("30m", 1800), ("24h", 86_400), ("7d", 604_800)] as [(String, Int64)])
    func since(age: String, seconds: Int64) throws {
        #expect(try DeadLettersCommand.Filter.since(age, now: Self.now) == Self.now.advanced(bySeconds: -seconds))
        #expect(try DeadLettersCommand.Filter.since("\(Self.now)", now: Self.now) == Self.now)
    }

    @Test("since refuses the rest", arguments: ["", "h", "0h", "-1h", "1w", "2026-11-20", "yesterday", "99999999d"])
    func noSince(text: String) {
        #expect(throws: (any Error).self) { try DeadLettersCommand.Filter.since(text, now: Self.now) }
    }

    @Test(
        "a command that changes something takes ids, or --all with a filter, and never everything",
        arguments: [
            [], ["--all"], ["--reason", "not_json"], ["--all", "--reason", "no_such"],
            ["--all", "--topic", "insights.updated"],
            ["a/1/2", "--all", "--user", "ada"], ["a/1/2", "--user", "ada"], ["a/1"], ["a/-1/2"],
            ["--all", "--user", "ada", "--limit", "0"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try DeadLettersCommand.Retry.parse(arguments) }
        #expect(throws: (any Error).self) { try DeadLettersCommand.Discard.parse(arguments) }
    }

    @Test("filters go into the query as they were given")
    func accepted() throws {
        let retry = try DeadLettersCommand.Retry.parse(
            ["--all", "--topic", "data.normalized", "--reason", "not_json", "--user", "ada"]
                + ["--limit", "7", "--by", "maria"])
        let filter = retry.choice.filter.filter(.open, limit: retry.choice.limit)
        #expect(filter.topic == Topics.wellness && filter.reason == "not_json" && filter.user == "ada")
        #expect(filter.state == .open && filter.limit == 7 && retry.person.by == "maria")
        let named = try DeadLettersCommand.Retry.parse(["data.normalized/3/41", "a/0/0"])
        #expect(named.choice.origins.map(\.description) == ["data.normalized/3/41", "a/0/0"])
    }
}
