import Access
import AccessFakes
import Events
import HTTPKit
import HTTPTypes
import HummingbirdTesting
import Logging
import Streaming
import Testing

@testable import Identity
@testable import ProfileAPI

@Suite("What the API notes of its callers")
struct SecurityEventRouteTests {
    @Test("is refusals, changes of teams with the actor, and erasures without whom they are about")
    func noted() async throws {
        let log = SecurityLog(now: { "2026-11-20T12:00:00Z" })
        let erasure = PersonErasure(log: FakeErasureLog(), patience: .seconds(60), logger: Logger(label: "test"))
        try await withServer(erasure: erasure, security: log) { client in
            for (path, method, token) in [
                ("/api/v1/users/ana", HTTPRequest.Method.delete, "root:admin"),
                ("/api/v1/users/bob", .delete, "bob:athlete"),
                ("/api/v1/users/cleo", .delete, "carl:coach"), ("/api/v1/teams/t", .delete, "root:admin"),
                ("/api/v1/profiles/ana", .get, "backend:service"), ("/healthz", .get, "x"),
            ] {
                _ = try await client.request(path, method, token: token)
            }
            _ = try await client.executeRequest(uri: "/api/v1/profiles/ana", method: .get, headers: [:], body: nil)
        }
        let facts = log.oldest(100).map(\.facts)
        let told = facts.map {
            "\($0.kind.rawValue) \($0.outcome.rawValue) \($0.actor ?? "-") \($0.subject ?? "-") \($0.team ?? "-")"
        }
        #expect(
            Set(told) == [
                "person_erased done root - -", "person_erased done - - -", "access_refused refused carl cleo -",
                "team_changed failed root - t", "login_refused refused - - -",
            ])
        #expect(facts.filter { $0.kind == .personErased }.allSatisfy { $0.detail?.count == 36 })
        #expect(!"\(facts)".contains("bob"))
    }
}
