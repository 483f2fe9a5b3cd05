import Access
import AccessFakes
import Events
import Hummingbird
import HummingbirdTesting
import Identity
import Testing

@testable import ProfileAPI

@Suite("Who looked at me")
struct AuditRoutesTests {
    @Test("is told newest first, without the address of who looked")
    func own() async throws {
        let scene = try await scene()
        try await withServer(access: scene.access) { client async throws in
            let text = try await client.get("/api/v1/audit", token: "ana:athlete").text
            #expect(
                text == #"{"userId":"ana","from":"2026-10-22","to":"2026-11-20","page":1,"pageSize":50,"reads":["#
                    + #"{"readerId":"cleo","role":"coach","readAt":"2026-11-20T11:00:00Z","signals":["sleep"]},"#
                    + #"{"readerId":"backend","role":"service","readAt":"2026-11-19T23:59:59Z","signals":["hrv"]}]}"#)
            let day = try await client.get("/api/v1/audit?from=2026-11-19&to=2026-11-19", token: "ana:athlete").text
            #expect(day.contains("backend") && !day.contains("cleo"))
            let page = try await client.get("/api/v1/audit?page=2&pageSize=1", token: "ana:athlete").text
            #expect(page.contains("backend") && !page.contains("cleo"))
        }
    }

    @Test("is told of others to admins alone, with the address")
    func others() async throws {
        let scene = try await scene()
        try await withServer(access: scene.access) { client async throws in
            let admin = try await client.get("/api/v1/audit?user=ana", token: "root:admin")
            #expect(admin.text.contains(#""address":"10.0.0.7""#))
            for token in ["cleo:coach", "bob:athlete", "backend:service"] {
                #expect(try await client.get("/api/v1/audit?user=ana", token: token).status == .forbidden)
            }
            #expect(try await client.get("/api/v1/audit?user=", token: "root:admin").status == .badRequest)
            #expect(try await client.get("/api/v1/audit?from=yesterday", token: "ana:athlete").status == .badRequest)
        }
    }

    private func scene() async throws -> TeamScene {
        let scene = try await TeamScene()
        let ana = try UserID("ana")
        let looks = [
            Look(
                id: 1, reader: try UserID("backend"), role: .service, shown: [.init(ana, [.hrv])],
                time: "2026-11-19T23:59:59Z", address: nil),
            Look(
                id: 2, reader: try UserID("cleo"), role: .coach,
                shown: [.init(ana, [.sleep]), .init(try UserID("bob"), [.sleep, .hrv])], time: "2026-11-20T11:00:00Z",
                address: "10.0.0.7"),
        ]
        try await scene.directory.append(looks, within: .seconds(1))
        return scene
    }
}
