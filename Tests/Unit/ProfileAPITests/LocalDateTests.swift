import Events
import Testing

@testable import ProfileAPI

@Suite("Today in a time zone")
struct LocalDateTests {
    @Test(
        "is the calendar day there, whatever the day in UTC is",
        arguments: [
            ("2026-11-20T12:00:00Z", "Europe/Oslo", "2026-11-20"),
            ("2026-11-20T10:59:59Z", "Pacific/Auckland", "2026-11-20"),
            ("2026-11-20T11:00:00Z", "Pacific/Auckland", "2026-11-21"),
            ("2026-11-20T10:00:00Z", "Pacific/Kiritimati", "2026-11-21"),
            ("2026-11-20T10:59:59Z", "Pacific/Pago_Pago", "2026-11-19"),
            ("2026-11-20T11:00:00Z", "Pacific/Pago_Pago", "2026-11-20"),
            ("2026-11-20T18:14:59Z", "Asia/Kathmandu", "2026-11-20"),
            ("2026-11-20T18:15:00Z", "Asia/Kathmandu", "2026-11-21"),
        ])
    func elsewhere(now: String, zone: String, date: String) {
        #expect(Instant(stringLiteral: now).date(inTimeZone: zone) == CivilDate(date))
    }

    @Test(
        "follows summer time: midnight moves against UTC with the clocks",
        arguments: [
            // New York leaves summer time on 2026-11-01 at 06:00Z: its midnight moves from 04:00Z to 05:00Z.
            ("2026-10-31T03:59:59Z", "2026-10-30"), ("2026-10-31T04:00:00Z", "2026-10-31"),
            ("2026-11-02T04:59:59Z", "2026-11-01"), ("2026-11-02T05:00:00Z", "2026-11-02"),
            // And enters it on 2027-03-14 at 07:00Z.
            ("2027-03-14T04:59:59Z", "2027-03-13"), ("2027-03-15T04:00:00Z", "2027-03-15"),
        ])
    func summerTime(now: String, date: String) {
        #expect(Instant(stringLiteral: now).date(inTimeZone: "America/New_York") == CivilDate(date))
    }

    @Test(
        "is the day in UTC for a zone that nobody knows",
        arguments: [nil, "", "Mars/Olympus", "../../etc/passwd", "Europe/Oslo\0", String(repeating: "x", count: 9_000)])
    func unknown(zone: String?) {
        #expect(Instant("2026-11-20T23:59:59Z").date(inTimeZone: zone) == "2026-11-20")
    }

    @Test("does not fail at the ends of time", arguments: [Int64.min, Int64.max])
    func extremes(microseconds: Int64) {
        let instant = Instant(microseconds: microseconds)
        #expect(abs(instant.date(inTimeZone: "Asia/Tokyo").days(since: instant.utcDate)) <= 1)
    }
}
