import Events
import Logging
import ProfileAPI
import Profiles
import Readiness
import Testing

@testable import Terminal
@testable import pulsehub

@Suite("Report on a score")
struct ExplanationReportTests {
    private static let day = CivilDate(dayNumber: 20_000)

    private func profile(days: Int, last: Int = 0) -> WellnessProfile {
        var rows = DailyRows()
        for back in last..<last + days {
            let date = Self.day.advanced(by: -back)
            let time = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000)
            rows.insert(
                HRVRow(
                    date: date, vendor: "oura", rmssd: 60, restingHR: back == last ? 53 : 50, capturedAt: time,
                    eventID: "h"))
            rows.insert(
                SleepRow(date: date, vendor: "oura", durationMin: 420, capturedAt: time, eventID: "s"))
        }
        return WellnessProfile(rows: rows, settings: PersonalSettings())
    }

    private func lines(_ profile: WellnessProfile, _ revisions: [ScoreRevision]? = []) throws -> [String] {
        let report = ExplanationReport(
            user: "ana", date: Self.day, profile: profile, source: .postgres, revisions: revisions,
            terms: WellnessProfile.Terms(settings: .standard, configCommit: "4f2a"), style: TextStyle())
        return report.lines()
    }

    @Test("shows each part's value, what is normal, and points that add up to the score")
    func parts() throws {
        let lines = try lines(profile(days: 40))
        #expect(lines[0] == "ana, 2024-10-04: readiness 55, normal; maintain")
        #expect(lines.contains { $0.hasPrefix("HRV, oura rmssd") && $0.contains("56.6 to 63.7 ms   60.0 ms, 39 days") })
        #expect(lines.contains { $0.hasPrefix("resting HR, oura  53.0 bpm") && $0.contains("50.0 bpm, 39 days") })
        #expect(
            lines.contains { $0.hasPrefix("last night, oura") && $0.contains("7 h 00") && $0.contains("need 8 h 00") })
        #expect(lines.contains { $0.hasPrefix("75.0 + points") && $0.hasSuffix(" 55.2") })
        #expect(lines.last?.hasPrefix("Computed from PostgreSQL by readiness-1 under configuration 4f2a.") == true)
        #expect(!lines.joined().contains("\u{1B}"))
        #expect(lines.joined().utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("says why there is no score, instead of showing an old one")
    func noScore() throws {
        let stale = try lines(profile(days: 40, last: 8))
        #expect(stale[0] == "ana, 2024-10-04: no score, no_recent_data")
        #expect(stale[1].contains("recent enough"))
        let young = try lines(profile(days: 3))
        #expect(young[0] == "ana, 2024-10-04: no score, calibrating")
    }

    @Test("tells how the score changed and by which event, newest first, and when that is not known")
    func changes() throws {
        let revision = ScoreRevision(
            number: 1, causes: Causes(["first", "late\u{1B}row"], count: 3), revisedAt: Instant(microseconds: 0),
            current: .init(score: 66, band: "normal", configCommit: nil),
            previous: .init(score: nil, band: nil, configCommit: nil), previousDrivers: [])
        let known = try lines(profile(days: 40), [revision])
        #expect(known.contains("changes  1970-01-01T00:00:00Z  - -> 66 by event late\\u001brow and 2 more"))
        var other = revision
        other.causes = Causes([Causes.configuration("c0ffee0123456789")])
        let configured = try lines(profile(days: 40), [other])
        #expect(configured.contains("changes  1970-01-01T00:00:00Z  - -> 66 by configuration c0ffee012345"))
        let unknown = try lines(profile(days: 40), nil)
        #expect(unknown.contains { $0.hasPrefix("changes") && $0.contains("unknown") })
    }
}
