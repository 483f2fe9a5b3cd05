import Events
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Profiles
import Testing

@testable import ProfileAPI

@Suite("Readiness of a date")
struct ReadinessRoutesTests {
    private let profile = Athlete.profile(lastDate: "2026-11-20")

    @Test("is computed for today, from Redis, and says the constants' commit")
    func today() async throws {
        let profile = profile
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get("/api/v1/readiness/ana")
            #expect(response.status == .ok)
            #expect(response.text == Athlete.document(profile, on: "2026-11-20"))
            #expect(response.text.contains(#""status":"ok""#))
            #expect(response.source == "redis")
            #expect(response.configCommit == "4f2a")
            #expect(response.contentType == "application/json")
        }
    }

    @Test("moves on with the clock although nothing arrives, and is none after seven days")
    func staleness() async throws {
        let store = FakeProfileStore(wellness: ["ana": profile])
        for (now, expected) in [
            ("2026-11-21T00:00:00Z", [#""date":"2026-11-21""#, #""stale":true"#, #""status":"ok""#]),
            ("2026-11-24T23:59:59Z", [#""date":"2026-11-24""#, #""stale":true"#, #""status":"ok""#]),
            // Three values of the week are needed in place of today's; of these days two are left.
            ("2026-11-25T00:00:00Z", [#""score":null"#, #""status":"no_recent_data""#]),
            ("2026-11-27T12:00:00Z", [#""date":"2026-11-27""#, #""score":null"#, #""status":"no_recent_data""#]),
            ("2027-11-27T12:00:00Z", [#""score":null"#, #""status":"no_data""#]),
        ] {
            try await withServer(redis: store, now: Instant(stringLiteral: now)) { client in
                let text = try await client.get("/api/v1/readiness/ana").text
                for member in expected { #expect(text.contains(member), "\(now): \(text)") }
            }
        }
    }

    @Test(
        "takes today from the user's time zone",
        arguments: [("Pacific/Auckland", "2026-11-21"), ("Pacific/Pago_Pago", "2026-11-20"), (nil, "2026-11-20")])
    func timeZone(zone: String?, date: String) async throws {
        let profile = Athlete.profile(lastDate: "2026-11-20", timeZone: zone)
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile]), now: "2026-11-20T11:30:00Z") {
            client in
            let text = try await client.get("/api/v1/readiness/ana").text
            #expect(text.contains(#""date":"\#(date)""#))
        }
    }

    @Test("of another date is computed on request", arguments: ["2026-11-03", "2026-11-19", "2026-12-24"])
    func otherDate(date: String) async throws {
        let profile = profile
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get("/api/v1/readiness/ana?date=\(date)")
            #expect(response.text == Athlete.document(profile, on: CivilDate(stringLiteral: date)))
        }
    }

    @Test("of a date that the live profile has forgotten comes from the archive")
    func forgotten() async throws {
        let whole = Athlete.profile(lastDate: "2026-11-20", days: 400)
        let redis = FakeProfileStore(wellness: ["ana": whole.pruned()])
        try await withServer(redis: redis, postgres: FakeProfileStore(wellness: ["ana": whole])) { client in
            let border = try await client.get("/api/v1/readiness/ana?date=2026-09-21")
            #expect(border.source == "redis")
            #expect(border.text == Athlete.document(whole, on: "2026-09-21"))
            let older = try await client.get("/api/v1/readiness/ana?date=2026-09-20")
            #expect(older.source == "postgres")
            #expect(older.text == Athlete.document(whole, on: "2026-09-20"))
        }
    }

    @Test("of a forgotten date is unknown while the archive cannot be asked, or lags behind", arguments: [true, false])
    func archiveAway(isDown: Bool) async throws {
        let redis = FakeProfileStore(wellness: ["ana": profile])
        try await withServer(redis: redis, postgres: FakeProfileStore(isDown: isDown)) { client in
            let forgotten = try await client.get("/api/v1/readiness/ana?date=2026-01-01")
            #expect(forgotten.status == .serviceUnavailable)
            let today = try await client.get("/api/v1/readiness/ana")
            #expect(today.status == .ok)
        }
    }

    @Test("comes from the daily tables, byte for byte the same, where Redis has nothing", arguments: [false, true])
    func fallback(redisIsDown: Bool) async throws {
        let profile = profile
        let postgres = FakeProfileStore(wellness: ["ana": profile])
        try await withServer(redis: FakeProfileStore(isDown: redisIsDown), postgres: postgres) { client in
            let response = try await client.get("/api/v1/readiness/ana")
            #expect(response.text == Athlete.document(profile, on: "2026-11-20"))
            #expect(response.source == "postgres")
            let tag = try #require(response.headers[.eTag])
            #expect(try await client.get("/api/v1/readiness/ana", ifNoneMatch: tag).status == .notModified)
        }
    }

    @Test("of an unknown user is not found, and of nobody while no store can tell")
    func unknown() async throws {
        try await withServer { client in
            for path in ["/api/v1/readiness/bob", "/api/v1/readiness/bob/2026-11-20/explanation"] {
                let response = try await client.get(path)
                #expect(response.status == .notFound)
            }
        }
        try await withServer(postgres: FakeProfileStore(isDown: true)) { client in
            let response = try await client.get("/api/v1/readiness/bob")
            #expect(response.status == .serviceUnavailable)
        }
    }

    @Test("a date that does not exist is refused", arguments: ["", "today", "2026-02-30", "2026-11-2", "20261120"])
    func badDate(date: String) async throws {
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get("/api/v1/readiness/ana?date=\(date)")
            #expect(response.status == .badRequest)
            #expect(response.contentType == "application/problem+json")
            guard !date.isEmpty else { return }
            #expect(try await client.get("/api/v1/readiness/ana/\(date)/explanation").status == .badRequest)
        }
    }
}
