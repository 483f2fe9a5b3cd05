import Events
import Hummingbird
import HummingbirdTesting
import Profiles
import Readiness
import Testing

@testable import ProfileAPI

@Suite("Sleep and HRV summaries")
struct SummaryRoutesTests {
    /// Two vendors, of which oura has the longer series, and a night that garmin took back.
    private var profile: WellnessProfile {
        var rows = Athlete.profile(lastDate: "2026-11-20").rows
        let time: Instant = "2026-11-20T08:00:00Z"
        rows.insert(SleepRow(date: "2026-11-20", vendor: "garmin", durationMin: 401, capturedAt: time, eventID: "g1"))
        rows.insert(HRVRow(date: "2026-11-20", vendor: "garmin", sdnn: 71.5, capturedAt: time, eventID: "g2"))
        rows.insert(
            SleepRow(
                date: "2026-11-19", vendor: "garmin", durationMin: 402, efficiencyPct: 91.5, latencyMin: 12,
                wakeCount: 2,
                capturedAt: "2026-11-19T08:00:00Z", eventID: "g3"))
        rows.insert(SleepRow(date: "2026-11-18", vendor: "garmin", durationMin: 403, capturedAt: time, eventID: "g4"))
        rows.delete(kind: .sleep, vendor: "garmin", date: "2026-11-18", capturedAt: time, eventID: "g5")
        var naps = Naps()
        for (minutes, second) in [(Double?(25), 1), (nil, 2), (35, 3)] {
            let sleep = minutes.map {
                SleepNight(durationMin: $0, efficiencyPct: nil, latencyMin: nil, wakeCount: nil)
            }
            naps.merge(
                NapEntry(
                    date: "2026-11-20", vendor: "garmin",
                    nap: Register(capturedAt: time.advanced(bySeconds: Int64(second)), eventID: "n", value: sleep)))
        }
        return WellnessProfile(rows: rows, settings: PersonalSettings(), naps: naps)
    }

    @Test("tell each vendor's night, which one counts, and the debt of each day")
    func sleep() async throws {
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get(
                "/api/v1/sleep/summary?from=2026-11-18&to=2026-11-21", token: "ana:athlete")
            #expect(response.status == .ok)
            #expect(response.configCommit == "4f2a")
            let days = response.text.split(separator: #"{"date":"#)
            #expect(days.count == 5)
            #expect(
                days[0] == #"{"userId":"ana","from":"2026-11-18","to":"2026-11-21","configCommit":"4f2a","#
                    + #""sleepNeedMin":480,"days":["#)
            #expect(!days[1].contains("garmin"))
            #expect(
                days[2].contains(
                    #"{"vendor":"garmin","main":false,"durationMin":402,"efficiencyPct":91.5,"latencyMin":12,"#
                        + #""wakeCount":2,"capturedAt":"2026-11-19T08:00:00Z"}"#))
            #expect(days[3].contains(#"{"vendor":"oura","main":true,"durationMin":440,"#))
            #expect(days[3].contains(#""nights":14}"#))
            #expect(
                days[3].contains(
                    #""naps":[{"vendor":"garmin","durationMin":35,"capturedAt":"2026-11-20T08:00:03Z"}],"debt""#))
            #expect(days[4].hasPrefix(#""2026-11-21","nights":[],"naps":[],"debt":{"debtMin":"#))
        }
    }

    @Test("tell each vendor's morning, and the series in use against its baseline")
    func hrv() async throws {
        let explanation = profile.explanation(of: "2026-11-20", terms: Athlete.terms, userID: "ana")
        let measure = try #require(explanation.hrv)
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let text = try await client.get("/api/v1/hrv/summary?from=2026-11-19", token: "ana:athlete").text
            let days = text.split(separator: #"{"date":"#)
            #expect(days.count == 3)
            #expect(
                days[2].hasPrefix(
                    #""2026-11-20","rows":[{"vendor":"garmin","sdnn":71.5,"capturedAt":"2026-11-20T08:00:00Z"},"#
                        + #"{"vendor":"oura","rmssd":60,"restingHR":50,"capturedAt":"2026-11-20T07:00:00Z"}],"#
                        + #""hrv":{"present":true,"vendor":"oura","metric":"rmssd","unit":"ms","today":60,"#))
            var numbers = JSONWriter()
            numbers.rounded(measure.normal.lowerBound)
            #expect(days[2].contains(#""normalLow":\#(String(decoding: numbers.bytes, as: UTF8.self)),"#))
            #expect(
                days[2].contains(
                    #""restingHR":{"present":true,"vendor":"oura","metric":"rhr","unit":"bpm","today":50,"#))
        }
    }

    @Test("say why there is no baseline yet")
    func calibrating() async throws {
        let young = Athlete.profile(lastDate: "2026-11-20", days: 3)
        try await withServer(redis: FakeProfileStore(wellness: ["ana": young])) { client in
            let text = try await client.get("/api/v1/hrv/summary?from=2026-11-20", token: "ana:athlete").text
            #expect(
                text.contains(
                    #""hrv":{"present":false,"reason":"calibrating","vendor":"oura","metric":"rmssd","baselineN":2}"#))
            let sleep = try await client.get("/api/v1/sleep/summary?from=2026-11-20", token: "ana:athlete").text
            #expect(sleep.contains(#""debt":{"debtMin":null,"nights":3}"#))
        }
    }

    @Test("are the same from either store, and answered by 304 to whoever has them", arguments: ["sleep", "hrv"])
    func sources(kind: String) async throws {
        let (redis, postgres) = (
            FakeProfileStore(wellness: ["ana": profile]), FakeProfileStore(wellness: ["ana": profile])
        )
        let path = "/api/v1/users/ana/\(kind)/summary"
        try await withServer(redis: redis, postgres: postgres) { client in
            let live = try await client.get(path)
            #expect(live.source == "redis")
            redis.fail(true)
            let archived = try await client.get(path)
            #expect(archived.source == "postgres")
            #expect(archived.text == live.text)
            let again = try await client.get(path, ifNoneMatch: try #require(live.headers[.eTag]))
            #expect(again.status == .notModified)
            #expect(again.text.isEmpty)
        }
    }
}
