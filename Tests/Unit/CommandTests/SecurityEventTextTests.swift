import Events
import Identity
import Testing

@testable import Access
@testable import pulsehub

@Suite("Security events for people and programs")
struct SecurityEventTextTests {
    private static let noon = Instant(microseconds: 1_795_176_000_000_000)
    private static let row = SecurityEventQuery.Row(
        event: SecurityEvent(
            SecurityEvent.Facts(
                .accessRefused, .refused, actor: "a\u{1B}[31mna", roles: "athlete", action: "GET /x", subject: "bob",
                team: "first", detail: "not\nyours", address: "192.0.2.1"),
            first: noon, last: noon.advanced(bySeconds: 7), count: 12), process: "profile-api")

    @Test("are a line each in a table, and steer no terminal")
    func table() {
        let lines = SecurityEventText.table([Self.row])
        #expect(lines.count == 2)
        #expect(lines[1].contains("12  access_refused  refused") && lines[1].contains("bob in first"))
        #expect(!lines.joined().unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test("are a JSON object each, without what is not known")
    func json() {
        let text = String(decoding: Self.row.json, as: UTF8.self)
        #expect(
            text.hasPrefix(#"{"first":"2026-11-20T12:00:00"#) && text.contains(#""count":12,"process":"profile-api""#))
        let stranger = SecurityEventQuery.Row(
            event: SecurityEvent(
                SecurityEvent.Facts(.loginRefused, .refused, action: "GET /x"), first: Self.noon, last: Self.noon,
                count: 1), process: "ingest")
        #expect(!String(decoding: stranger.json, as: UTF8.self).contains("who"))
    }
}
