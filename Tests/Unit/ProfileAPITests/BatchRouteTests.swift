import Access
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Identity
import Testing

@testable import ProfileAPI

@Suite("Many profiles in one request")
struct BatchRouteTests {
    private let redis = FakeProfileStore([
        "ana": [.readiness: "{}"], "a,b/c": [.activity: "{}"], "é+ %": [.activity: "1"],
    ])

    @Test("come in the order of the request, each once, and those whom nobody knows are named")
    func order() async throws {
        let redis = redis
        try await withServer(redis: redis, postgres: FakeProfileStore(["old": [.wellness: "[]"]])) { client in
            let live = try await client.get("/api/v1/profiles?ids=%C3%A9%2B%20%25,ana,a%2Cb%2Fc,ana")
            #expect(live.status == .ok)
            #expect(live.source == "redis")
            #expect(
                live.text
                    == #"{"profiles":[{"userId":"é+ %","activity":1},{"userId":"ana","readiness":{}},"#
                    + #"{"userId":"a,b/c","activity":{}}],"refused":[],"missing":[]}"#)
            let mixed = try await client.get("/api/v1/profiles?ids=nobody,old,ana")
            #expect(mixed.source == "postgres")
            #expect(
                mixed.text
                    == #"{"profiles":[{"userId":"old","wellness":[]},{"userId":"ana","readiness":{}}],"refused":[],"#
                    + #""missing":["nobody"]}"#)
            let known = try await client.get("/api/v1/profiles?ids=ana", ifNoneMatch: "*")
            #expect(known.status == .notModified)
            let head = try await client.request("/api/v1/profiles?ids=ana", .head)
            #expect(head.text.isEmpty)
        }
    }

    @Test("leave out those who share nothing with the caller, known or not")
    func refused() async throws {
        try await withServer(redis: redis) { client in
            let response = try await client.get("/api/v1/profiles?ids=ana,nobody,a%2Cb%2Fc", token: "ana:athlete")
            #expect(
                response.text
                    == #"{"profiles":[{"userId":"ana","readiness":{}}],"refused":["nobody","a,b/c"],"missing":[]}"#)
        }
    }

    @Test("are those in Redis while PostgreSQL is down: of the others nobody knows whether they exist")
    func incomplete() async throws {
        try await withServer(redis: redis, postgres: FakeProfileStore(isDown: true)) { client in
            let response = try await client.get("/api/v1/profiles?ids=bob,ana")
            #expect(response.status == .ok)
            #expect(response.text.hasSuffix(#""refused":[],"unavailable":["bob"]}"#))
        }
        try await withServer(redis: FakeProfileStore(isDown: true), postgres: FakeProfileStore(isDown: true)) {
            client in
            let response = try await client.get("/api/v1/profiles?ids=bob")
            #expect(response.status == .serviceUnavailable)
        }
    }

    @Test(
        "are asked for by one to five hundred ids that events could carry",
        arguments: [
            "", "?ids=", "?ids=a,,b", "?ids=%", "?ids=a%0Ab", "?id=a", "?ids=a&ids=b", "?ids=a&x=1",
            "?ids=" + String(repeating: "x", count: 129),
            "?ids=" + (0...500).map(String.init).joined(separator: ","),
        ])
    func badIDs(query: String) async throws {
        try await withServer(redis: redis) { client in
            let response = try await client.get("/api/v1/profiles\(query)")
            #expect(response.status == .badRequest)
            #expect(response.contentType == "application/problem+json")
        }
    }

    @Test("ask for each person's consent once")
    func decisions() async throws {
        let users = try ["a", "b", "c"].map { try UserID($0) }
        let batch = ProfileBatch(users: users)
        var asked: [UserID] = []
        let visible = try await batch.visible { user throws(Problem) in
            asked.append(user)
            guard user != users[1] else { throw Problem.forbidden("no") }
            return Visibility(of: user, shown: [.sleep])
        }
        #expect(asked == users)
        #expect(visible.keys.sorted { $0.text < $1.text } == [users[0], users[2]])
        await #expect(throws: Problem.self) {
            try await batch.visible { _ throws(Problem) in throw Problem.unavailable("no") }
        }
    }
}
