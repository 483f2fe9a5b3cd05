import Access
import AccessFakes
import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import LocalServers
import Postgres
import ProfileAPI
import Profiles
import Readiness
import Redis
import Testing

@Suite("The API over real stores")
struct ServerTests {
    @Test("shows a coach the team, records it, and stops at once when consent ends")
    func coach() async throws {
        try await withServer { store, log, client in
            let team = try await store.team(coach: "cleo", athletes: ["ana", "bob"])
            let ana = try UserID("ana")
            _ = try await store.directory.setConsents([team: [.readiness]], of: ana, within: patience)
            let path = "/api/v1/teams/first/readiness"
            let table = try await client.get(path, "cleo:coach")
            #expect(table.status == .ok)
            #expect(table.text.contains(#""userId":"ana","#) && table.text.contains(#""readiness":"#))
            #expect(await eventually { log.count == 0 })
            let audit = try await client.get("/api/v1/audit", "ana:athlete")
            #expect(audit.text.contains(#""readerId":"cleo","role":"coach""#))
            #expect(audit.text.contains(#""signals":["readiness"]"#))
            let none = try await client.put("/api/v1/consents", "ana:athlete", #"{"teams":[]}"#)
            #expect(none.status == .ok)
            #expect(!(try await client.get(path, "cleo:coach").text.contains(#""readiness":"#)))
            let one = try await client.get("/api/v1/teams/first/athletes/ana/trend", "cleo:coach")
            #expect(one.text.contains(#""withheld":["hrv","sleep","readiness"]"#))
        }
    }

    @Test("while PostgreSQL is away shows others until the record is full, and one's own without end")
    func full() async throws {
        try await withServer(capacity: 3) { store, log, client in
            store.server.kill()
            // What is read of others waits to be recorded; the fourth read has no place to be kept.
            for expected in [HTTPResponse.Status.ok, .ok, .ok, .serviceUnavailable] {
                #expect(try await client.get("/api/v1/profiles/ana", "backend:service").status == expected)
            }
            #expect(try await client.get("/api/v1/profiles/ana", "ana:athlete").status == .ok)
            #expect(try await client.get("/api/v1/profiles/ana", "cleo:coach").status == .serviceUnavailable)
            try store.server.restart()
            #expect(await eventually { log.count == 0 })
            #expect(try await client.get("/api/v1/profiles/ana", "backend:service").status == .ok)
        }
    }

    private func withServer(
        capacity: Int = 1000,
        _ body: @escaping @Sendable (AccessStore, AuditLog, any TestClientProtocol) async throws -> Void
    ) async throws {
        try await withAccessStore { store in
            try await withTemporaryDirectory { directory in
                let redis = try RedisServer.start(in: directory)
                defer { redis.stop() }
                try RedisConnection(redis.configuration).command("HSET", "profile:ana", "readiness", "{}")
                let client = RedisClient(redis.configuration)
                defer { client.shutdown() }
                let log = AuditLog(capacity: capacity)
                let now: @Sendable () -> Instant = { Instant(microseconds: 1_795_000_000_000_000) }
                let profiles = FallbackProfileStore(
                    redis: RedisProfileStore(client), postgres: PostgresProfileStore(store.pool),
                    deadlines: .init(total: patience, redis: patience), logger: quiet)
                let server = ProfileServer(
                    store: profiles, export: PostgresExport(store.server.configuration, limit: 1, logger: quiet),
                    verifier: FakeVerifier(),
                    access: Access(directory: store.directory, audit: log, now: now, logger: quiet),
                    terms: { .init(settings: .standard, configCommit: "4f2a") }, now: now, logger: quiet)
                let writer = AuditWriter(log, to: store.directory, logger: quiet)
                let app = Application(
                    responder: server.buildRouter().framed(), configuration: .init(address: .hostname(port: 0)),
                    services: [writer], logger: quiet)
                try await app.test(.live) { try await body(store, log, $0) }
            }
        }
    }
}

extension TestClientProtocol {
    func get(_ path: String, _ token: String) async throws -> TestResponse {
        try await executeRequest(uri: path, method: .get, headers: [.authorization: "Bearer \(token)"], body: nil)
    }

    func put(_ path: String, _ token: String, _ body: String) async throws -> TestResponse {
        try await executeRequest(
            uri: path, method: .put, headers: [.authorization: "Bearer \(token)", .contentType: "application/json"],
            body: ByteBuffer(string: body))
    }
}

extension TestResponse {
    var text: String { String(decoding: body.readableBytesView, as: UTF8.self) }
}
