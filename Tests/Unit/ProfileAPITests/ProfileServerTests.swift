import Events
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import ProfileAPI

@Suite("Profile server")
struct ProfileServerTests {
    @Test("health is about the process alone and names the configuration's commit")
    func health() async throws {
        try await withServer(redis: FakeProfileStore(isDown: true), postgres: FakeProfileStore(isDown: true)) {
            client in
            let response = try await client.get("/healthz")
            #expect(response.status == .ok)
            #expect(response.text == #"{"status":"ok","service":"profile-api","configCommit":"4f2a"}"#)
        }
    }

    @Test(
        "one store is enough to be ready, and the answer tells which",
        arguments: [
            (true, true, #"{"status":"ready","redis":"up","postgres":"up"}"#),
            (true, false, #"{"status":"ready","redis":"up","postgres":"down"}"#),
            (false, true, #"{"status":"ready","redis":"down","postgres":"up"}"#),
        ])
    func ready(redisIsUp: Bool, postgresIsUp: Bool, document: String) async throws {
        let (redis, postgres) = (FakeProfileStore(isDown: !redisIsUp), FakeProfileStore(isDown: !postgresIsUp))
        try await withServer(redis: redis, postgres: postgres) { client in
            let response = try await client.get("/readyz")
            #expect(response.status == .ok)
            #expect(response.text == document)
        }
    }

    @Test("without any store the server is not ready")
    func notReady() async throws {
        try await withServer(redis: FakeProfileStore(isDown: true), postgres: FakeProfileStore(isDown: true)) {
            client in
            let response = try await client.get("/readyz")
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] != nil)
        }
    }
}
