import Events
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Profiles
import Testing

@testable import ProfileAPI

@Suite("Readiness of other days")
struct ReadinessRoutesTests {
    private let profile = Athlete.profile(lastDate: "2026-11-20")

    @Test("is explained for any day", arguments: ["2026-11-03", "2026-11-19", "2026-12-24", "today"])
    func explanation(date: String) async throws {
        let profile = profile
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get("/api/v1/readiness/\(date)/explanation", token: "ana:athlete")
            let day = date == "today" ? "2026-11-20" : date
            #expect(response.text.contains(Athlete.document(profile, on: CivilDate(stringLiteral: day))))
        }
    }

    @Test("of a range is, on each day, what that day's explanation says")
    func range() async throws {
        let profile = profile
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get("/api/v1/users/ana/readiness?from=2026-11-01&to=2026-11-26")
            #expect(response.status == .ok)
            #expect(
                response.text.hasPrefix(
                    #"{"userId":"ana","from":"2026-11-01","to":"2026-11-26","configCommit":"4f2a","days":[{"#))
            #expect(response.source == "redis")
            let days = response.text.matches(of: /"readiness":(null|[0-9]+),"date":"([0-9-]+)"/)
            #expect(days.count == 26)
            #expect(Set(days.map(\.output.1)).count > 5)
            for day in days {
                let explanation = try await client.get("/api/v1/users/ana/readiness/\(day.output.2)/explanation").text
                #expect(explanation.contains(#""score":\#(day.output.1),"scoreExact""#), "\(day.output.2)")
            }
        }
    }

    @Test("of a range is refused of somebody with absurdly many vendors; of a single day it is told")
    func manyVendors() async throws {
        func profile(vendors: Int) -> WellnessProfile {
            var profile = WellnessProfile()
            for number in 0..<vendors {
                let time: Instant = "2026-11-20T06:00:00Z"
                _ = profile.apply(
                    Event(
                        id: "e\(number)", source: "test", subject: "ana", time: time,
                        payload: .hrv(
                            HRVRecorded(date: "2026-11-20", vendor: "v\(number)", rMSSD: 50, capturedAt: time))))
            }
            return profile
        }
        let most = ReadinessReader.vendorsMax
        let store = FakeProfileStore(wellness: ["ana": profile(vendors: most + 1), "bea": profile(vendors: most)])
        try await withServer(redis: store) { client in
            for path in ["readiness?from=2026-11-01", "hrv/summary", "sleep/summary"] {
                let refused = try await client.get("/api/v1/users/ana/\(path)")
                #expect(refused.status == .serviceUnavailable)
                #expect(refused.text.contains("urn:pulsehub:problem:"))
                #expect(try await client.get("/api/v1/users/bea/\(path)").status == .ok)
            }
            for path in ["readiness/today", "readiness/2026-11-20/explanation", "readiness?from=2026-11-20"] {
                #expect(try await client.get("/api/v1/users/ana/\(path)").status == .ok)
            }
        }
    }

    @Test(
        "without both ends is of the thirty days up to today or to the end",
        arguments: [
            ("", "2026-10-22", "2026-11-20"), ("?to=2026-11-10", "2026-10-12", "2026-11-10"),
            ("?from=2026-11-18", "2026-11-18", "2026-11-20"),
            ("?from=2025-10-17&to=2026-11-20", "2025-10-17", "2026-11-20"),
        ])
    func defaults(query: String, from: String, to: String) async throws {
        let profile = profile
        let store = FakeProfileStore(wellness: ["ana": profile])
        try await withServer(redis: store, postgres: store) { client in
            for path in ["readiness", "sleep/summary", "hrv/summary"] {
                let text = try await client.get("/api/v1/users/ana/\(path)\(query)").text
                #expect(text.contains(#""from":"\#(from)","to":"\#(to)""#))
            }
        }
    }

    @Test(
        "of a range that makes no sense is refused",
        arguments: [
            "from=", "to=today", "from=2026-02-30", "from=2026-11-2", "to=20261120", "from=2026-11-21&to=2026-11-20",
            "from=2025-10-16&to=2026-11-20", "form=2026-11-01", "from=2026-11-01&from=2026-11-02", "to=%2", "x",
            "from=2027-01-01", "from=2020-01-01",
        ])
    func badRange(query: String) async throws {
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            for path in ["readiness", "sleep/summary", "hrv/summary"] {
                let response = try await client.get("/api/v1/users/ana/\(path)?\(query)")
                #expect(response.status == .badRequest, "\(path): \(response.text)")
                #expect(response.contentType == "application/problem+json")
            }
        }
    }

    @Test("is asked for without parameters that are not known", arguments: ["date=2026-11-01", "from=2026-11-01", "a"])
    func unknownParameters(query: String) async throws {
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            for path in ["readiness/today", "readiness/today/explanation", "export"] {
                let response = try await client.get("/api/v1/users/ana/\(path)?\(query)", token: "ana:athlete")
                #expect(response.status == .badRequest)
            }
        }
    }

    @Test("of a date that the live profile has forgotten comes from the archive")
    func forgotten() async throws {
        let whole = Athlete.profile(lastDate: "2026-11-20", days: 400)
        let redis = FakeProfileStore(wellness: ["ana": whole.pruned()])
        try await withServer(redis: redis, postgres: FakeProfileStore(wellness: ["ana": whole])) { client in
            for (date, source) in [("2026-09-21", "redis"), ("2026-09-20", "postgres")] {
                let explanation = try await client.get("/api/v1/users/ana/readiness/\(date)/explanation")
                #expect(explanation.source == source)
                #expect(explanation.text.contains(Athlete.document(whole, on: CivilDate(stringLiteral: date))))
                for path in ["readiness", "sleep/summary", "hrv/summary"] {
                    let range = try await client.get("/api/v1/users/ana/\(path)?from=\(date)")
                    #expect(range.status == .ok)
                    #expect(range.source == source)
                }
            }
        }
    }

    @Test("of a forgotten date is unknown while the archive cannot be asked, or lags behind", arguments: [true, false])
    func archiveAway(isDown: Bool) async throws {
        let redis = FakeProfileStore(wellness: ["ana": profile])
        try await withServer(redis: redis, postgres: FakeProfileStore(isDown: isDown)) { client in
            for path in [
                "readiness/2026-01-01/explanation", "readiness?from=2026-01-01", "hrv/summary?from=2026-01-01",
            ] {
                let response = try await client.get("/api/v1/users/ana/\(path)")
                #expect(response.status == .serviceUnavailable)
            }
            let live = try await client.get("/api/v1/users/ana/hrv/summary")
            #expect(live.status == .ok)
        }
    }

    @Test("a date that does not exist is refused", arguments: ["tomorrow", "2026-02-30", "2026-11-2", "20261120"])
    func badDate(date: String) async throws {
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get("/api/v1/users/ana/readiness/\(date)/explanation")
            #expect(response.status == .badRequest)
            #expect(response.contentType == "application/problem+json")
        }
    }
}
