import Events
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Profiles
import Testing

@testable import ProfileAPI

@Suite("Readiness of today")
struct TodayRouteTests {
    private let profile = Athlete.profile(lastDate: "2026-11-20")
    private let path = "/api/v1/users/ana/readiness/today"

    @Test("is the number, what moved it in words, when its data came, and how far to trust it")
    func document() async throws {
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get("/api/v1/readiness/today", token: "ana:athlete")
            #expect(response.status == .ok)
            #expect(
                response.text
                    == #"{"readiness":74,"date":"2026-11-20","band":"normal","status":"ok","#
                    + #""confidence":{"level":"high","value":1},"stale":false,"guidance":"maintain","#
                    + #""flags":["sleep_debt_high"],"drivers":["#
                    + #"{"code":"hrv_within_normal","component":"hrv","words":"heart rate variability within normal"},"#
                    + #"{"code":"rhr_within_normal","component":"rhr","words":"resting heart rate within normal"},"#
                    + #"{"code":"sleep_good","component":"sleep","words":"slept well"}],"#
                    + #""updatedAt":"2026-11-20T07:00:00Z","configCommit":"4f2a"}"#)
            #expect(response.source == "redis")
            #expect(response.configCommit == "4f2a")
            #expect(response.contentType == "application/json")
        }
    }

    @Test("is the same, byte for byte, from finished documents and from rows, on every day of a history")
    func bothWays() async throws {
        for back in 0..<30 {
            let profile = Athlete.profile(lastDate: "2026-11-20", days: 3 + back * 3, timeZone: "Europe/Oslo")
            let rows = FakeProfileStore(wellness: ["ana": profile])
            let documents = FakeProfileStore(["ana": try Athlete.documents(profile)])
            let path = path
            try await withServer(redis: rows) { fromRows in
                try await withServer(redis: documents) { fromDocuments in
                    let expected = try await fromRows.get(path)
                    let response = try await fromDocuments.get(path)
                    #expect(response.status == .ok)
                    #expect(response.text == expected.text)
                    #expect(response.headers[.eTag] == expected.headers[.eTag])
                }
            }
        }
    }

    @Test(
        "is computed where the finished documents are of another day, of other constants, or of another form",
        arguments: [
            (#""date":"2026-11-20""#, #""date":"2026-11-19""#), (#""configCommit":"4f2a""#, #""configCommit":"0""#),
            (#""updatedAt":"2026-11-20T07:00:00Z","#, ""), (#""timeZone":"Europe/Oslo""#, #""timeZone":"Asia/Tokyo""#),
            (#"hrv_within_normal"#, "a_later_code"), (#"{"#, "["),
        ])
    func unusable(member: String, replacement: String) async throws {
        let profile = Athlete.profile(lastDate: "2026-11-20", timeZone: "Europe/Oslo")
        let documents = try Athlete.documents(profile).mapValues {
            $0.replacing(member, with: replacement)
        }
        let path = path
        // Half past three in the afternoon, UTC, is tomorrow in Tokyo.
        try await withServer(
            redis: FakeProfileStore(["ana": documents], wellness: ["ana": profile]), now: "2026-11-20T15:30:00Z"
        ) { client in
            let response = try await client.get(path)
            #expect(response.text.hasPrefix(#"{"readiness":74,"date":"2026-11-20""#))
            #expect(response.text.contains(#""drivers":[{"code":"hrv_within_normal","#))
        }
    }

    @Test("moves on with the clock although nothing arrives, and is none after seven days")
    func staleness() async throws {
        let store = FakeProfileStore(["ana": try Athlete.documents(profile)], wellness: ["ana": profile])
        let path = path
        for (now, expected) in [
            ("2026-11-20T23:59:59Z", [#""date":"2026-11-20""#, #""stale":false"#, #""status":"ok""#]),
            ("2026-11-21T00:00:00Z", [#""date":"2026-11-21""#, #""stale":true"#, #""status":"ok""#]),
            ("2026-11-24T23:59:59Z", [#""date":"2026-11-24""#, #""stale":true"#, #""status":"ok""#]),
            // Three values of the week are needed in place of today's; of these days two are left.
            ("2026-11-25T00:00:00Z", [#""readiness":null"#, #""status":"no_recent_data""#]),
            ("2026-11-27T12:00:00Z", [#""date":"2026-11-27""#, #""updatedAt":"2026-11-20T07:00:00Z""#]),
            ("2027-11-27T12:00:00Z", [#""readiness":null"#, #""status":"no_data""#, #""updatedAt":null"#]),
        ] {
            try await withServer(redis: store, now: Instant(stringLiteral: now)) { client in
                let text = try await client.get(path).text
                for member in expected { #expect(text.contains(member), "\(now): \(text)") }
            }
        }
    }

    @Test(
        "takes today from the user's time zone",
        arguments: [("Pacific/Auckland", "2026-11-21"), ("Pacific/Pago_Pago", "2026-11-20"), (nil, "2026-11-20")])
    func timeZone(zone: String?, date: String) async throws {
        let profile = Athlete.profile(lastDate: "2026-11-20", timeZone: zone)
        let path = path
        let redis = FakeProfileStore(["ana": try Athlete.documents(profile)], wellness: ["ana": profile])
        try await withServer(redis: redis, now: "2026-11-20T11:30:00Z") { client in
            let text = try await client.get(path).text
            #expect(text.contains(#""date":"\#(date)""#))
        }
    }

    @Test("comes from PostgreSQL, byte for byte the same, where Redis has nothing", arguments: [false, true])
    func fallback(redisIsDown: Bool) async throws {
        let profile = profile
        let documents = try Athlete.documents(profile)
        let path = path
        for postgres in [FakeProfileStore(wellness: ["ana": profile]), FakeProfileStore(["ana": documents])] {
            try await withServer(redis: FakeProfileStore(isDown: redisIsDown), postgres: postgres) { client in
                let response = try await client.get(path)
                #expect(response.text.hasPrefix(#"{"readiness":74,"#))
                #expect(response.source == "postgres")
                let tag = try #require(response.headers[.eTag])
                let again = try await client.get(path, ifNoneMatch: tag)
                #expect(again.status == .notModified)
                #expect(again.text.isEmpty)
            }
        }
    }

    @Test("of an unknown user is not found, and of nobody while no store can tell")
    func unknown() async throws {
        let paths = ["readiness/today", "readiness", "readiness/today/explanation", "sleep/summary", "hrv/summary"]
        try await withServer { client in
            for path in paths {
                let response = try await client.get("/api/v1/users/bob/\(path)")
                #expect(response.status == .notFound)
            }
        }
        try await withServer(redis: FakeProfileStore(isDown: true), postgres: FakeProfileStore(isDown: true)) {
            client in
            for path in paths {
                let response = try await client.get("/api/v1/users/bob/\(path)")
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] == "1")
            }
        }
    }
}
