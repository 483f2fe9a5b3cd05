import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Profiles
import Readiness
import Testing

@testable import ProfileAPI

@Suite("Profile API")
struct ProfileRoutesTests {
    /// Spaces, a repeated key and `1.0` would not survive any parser.
    static let odd = #"{ "score" : 1.0,"a":1,"a":2 }"#

    @Test("documents pass through byte for byte, and absent parts are left out")
    func passThrough() async throws {
        let redis = FakeProfileStore(["ana": [.readiness: Self.odd, .activity: "{}"]])
        try await withServer(redis: redis) { client in
            let profile = try await client.get("/api/v1/profiles/ana")
            #expect(profile.status == .ok)
            #expect(profile.text == #"{"userId":"ana","readiness":\#(Self.odd),"activity":{}}"#)
            #expect(profile.contentType == "application/json")
            #expect(profile.source == "redis")
        }
    }

    @Test("PostgreSQL answers on a miss and on an outage of Redis", arguments: [false, true])
    func fallback(redisIsDown: Bool) async throws {
        let postgres = FakeProfileStore(["ana": [.readiness: Self.odd]])
        try await withServer(redis: FakeProfileStore(isDown: redisIsDown), postgres: postgres) { client in
            let response = try await client.get("/api/v1/profiles/ana")
            #expect(response.status == .ok)
            #expect(response.text.contains(Self.odd))
            #expect(response.source == "postgres")
        }
    }

    @Test("an unknown user and an unknown path are not found")
    func notFound() async throws {
        try await withServer(redis: FakeProfileStore(["ana": [.wellness: "{}"]])) { client in
            for path in ["/api/v1/users/bob/readiness/today", "/api/v1/profiles/bob", "/api/v1/nothing"] {
                let response = try await client.get(path)
                #expect(response.status == .notFound)
                #expect(response.contentType == "application/problem+json")
            }
        }
    }

    @Test(
        "who has told only settings, or has only clicked, is known everywhere alike, from either store",
        arguments: [false, true])
    func knownAlike(redisIsDown: Bool) async throws {
        var settings = PersonalSettings()
        settings.timeZone = Register(capturedAt: "2026-11-20T08:00:00Z", eventID: "e", value: "Europe/Berlin")
        let told = WellnessProfile(rows: DailyRows(), settings: settings)
        func store() -> FakeProfileStore { FakeProfileStore(["click": [.activity: "{}"]], wellness: ["told": told]) }
        let redis = redisIsDown ? FakeProfileStore(isDown: true) : store()
        try await withServer(redis: redis, postgres: store()) { client in
            for user in ["told", "click"] {
                for path in [
                    "profiles/\(user)", "users/\(user)/readiness/today", "users/\(user)/readiness",
                    "users/\(user)/readiness/today/explanation", "users/\(user)/sleep/summary",
                    "users/\(user)/hrv/summary",
                ] {
                    let response = try await client.get("/api/v1/\(path)")
                    #expect(response.status == .ok, "\(path)")
                    #expect(response.source == (redisIsDown ? "postgres" : "redis"))
                }
                let score = try await client.get("/api/v1/users/\(user)/readiness/today")
                #expect(score.text.contains(#""status":"no_data""#), "\(score.text)")
            }
            #expect(try await client.get("/api/v1/profiles/told").text == #"{"userId":"told"}"#)
            let batch = try await client.get("/api/v1/profiles?ids=nobody,told,click")
            #expect(
                batch.text == #"{"profiles":[{"userId":"told"},{"userId":"click","activity":{}}],"#
                    + #""refused":[],"missing":["nobody"]}"#)
        }
    }

    @Test("where PostgreSQL cannot be asked, a miss in Redis is no proof", arguments: [false, true])
    func unavailable(redisIsDown: Bool) async throws {
        let redis = FakeProfileStore(isDown: redisIsDown)
        try await withServer(redis: redis, postgres: FakeProfileStore(isDown: true)) { client in
            let response = try await client.get("/api/v1/profiles/ana")
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "1")
            #expect(response.contentType == "application/problem+json")
            #expect(!response.text.contains("Down"))
        }
    }

    @Test("a percent-encoded id reaches the store decoded, a slash included")
    func decodedID() async throws {
        try await withServer(redis: FakeProfileStore(["a/ü+%": [.readiness: "{}"]])) { client in
            let response = try await client.get("/api/v1/profiles/a%2f%C3%BC+%25")
            #expect(response.text == #"{"userId":"a/ü+%","readiness":{}}"#)
        }
    }

    @Test(
        "an id that no event could carry is refused",
        arguments: ["%", "%4", "%zz", "%FF", "%00", "a%0Ab", "%C2%85", String(repeating: "x", count: 129)])
    func invalidID(segment: String) async throws {
        try await withServer { client in
            for path in ["profiles/\(segment)", "users/\(segment)/readiness/today", "users/\(segment)/export"] {
                let response = try await client.get("/api/v1/\(path)")
                #expect(response.status == .badRequest)
                #expect(response.contentType == "application/problem+json")
            }
        }
    }

    @Test("a client that names the current ETag gets 304 without a body, whatever the store")
    func notModified() async throws {
        let redis = FakeProfileStore(["ana": [.readiness: Self.odd]])
        let postgres = FakeProfileStore(["ana": [.readiness: Self.odd]])
        try await withServer(redis: redis, postgres: postgres) { client in
            let tag = try #require(try await client.get("/api/v1/profiles/ana").headers[.eTag])
            redis.fail(true)
            let response = try await client.get("/api/v1/profiles/ana", ifNoneMatch: "\"old\", W/\(tag)")
            #expect(response.status == .notModified)
            #expect(response.text.isEmpty)
            #expect(response.headers[.eTag] == tag)
            #expect(response.source == "postgres")
            #expect(try await client.get("/api/v1/profiles/ana", ifNoneMatch: "\"old\"").status == .ok)
        }
    }

    @Test("HEAD answers as GET without the body, errors included, and leaves the connection usable")
    func head() async throws {
        try await withServer(redis: FakeProfileStore(["ana": [.readiness: Self.odd]])) { client in
            for path in [
                "/api/v1/profiles/ana", "/api/v1/users/bob/readiness/today", "/api/v1/users/%/readiness", "/healthz",
            ] {
                let head = try await client.request(path, .head)
                let get = try await client.get(path)
                #expect(head.status == get.status)
                #expect(head.text.isEmpty)
                #expect(head.headers[.contentLength] == get.headers[.contentLength])
                #expect(head.headers[.eTag] == get.headers[.eTag])
            }
        }
    }

    @Test("other methods are answered by 405 with Allow", arguments: [HTTPRequest.Method.post, .put, .delete])
    func otherMethods(method: HTTPRequest.Method) async throws {
        try await withServer { client in
            for path in ["/api/v1/profiles/ana", "/api/v1/users/ana/readiness/today", "/healthz", "/readyz"] {
                let response = try await client.request(path, method)
                #expect(response.status == .methodNotAllowed)
                let allowed = try #require(response.headers[.allow]).split(separator: ", ").sorted()
                #expect(allowed == ["GET", "HEAD"])
            }
        }
    }
}
