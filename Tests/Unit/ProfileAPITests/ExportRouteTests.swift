import Access
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Testing

@testable import ProfileAPI

@Suite("Export of a person's data")
struct ExportRouteTests {
    private let lines = [[#"{"kind":"event","n":1}"#, #"{"kind":"event","n":2}"#], [#"{"kind":"hrv"}"#]]

    @Test(
        "is one JSON object a line, the last of which counts the others",
        arguments: ["/api/v1/export", "/api/v1/users/ana/export"])
    func complete(path: String) async throws {
        try await withServer(export: FakeExport(["ana": lines])) { client in
            let response = try await client.get(path, token: "ana:athlete")
            #expect(response.status == .ok)
            #expect(response.contentType == "application/x-ndjson")
            #expect(response.headers[.cacheControl] == "private, no-store")
            #expect(
                response.text.split(separator: "\n") == [
                    #"{"kind":"export","userId":"ana"}"#, #"{"kind":"event","n":1}"#, #"{"kind":"event","n":2}"#,
                    #"{"kind":"hrv"}"#, #"{"kind":"end","lines":4}"#,
                ])
            let head = try await client.request(path, .head, token: "ana:athlete")
            #expect(head.status == .ok)
            #expect(head.text.isEmpty)
        }
    }

    @Test("has no end line where it broke off")
    func broken() async throws {
        try await withServer(export: FakeExport(["ana": lines], breaks: true)) { client in
            let response = try? await client.get("/api/v1/export", token: "ana:athlete")
            #expect(response?.text.contains(#""kind":"end""#) != true)
        }
    }

    @Test(
        "is for the person and for admins",
        arguments: [
            ("ana:athlete", HTTPResponse.Status.ok), ("root:admin", .ok), ("bob:athlete", .forbidden),
            ("bob:coach", .forbidden), ("backend:service", .forbidden), ("bob:nobody", .forbidden),
        ])
    func callers(token: String, status: HTTPResponse.Status) async throws {
        try await withServer(export: FakeExport(["ana": lines])) { client in
            let response = try await client.get("/api/v1/users/ana/export", token: token)
            #expect(response.status == status)
        }
    }

    @Test(
        "a token that only bears a person's name is not the person's: it is refused, or recorded",
        arguments: [
            ("ana:service", HTTPResponse.Status.forbidden, []), ("ana:coach", .forbidden, []),
            ("ana:admin", .ok, [Role.admin]), ("ana:athlete", .ok, []),
        ])
    func namesakes(token: String, status: HTTPResponse.Status, recorded: [Role]) async throws {
        for path in ["/api/v1/export", "/api/v1/users/ana/export"] {
            let scene = try await TeamScene()
            try await withServer(export: FakeExport(["ana": lines]), access: scene.access) { client async throws in
                #expect(try await client.get(path, token: token).status == status)
                #expect(scene.reads.map(\.role) == recorded)
                #expect(scene.reads.allSatisfy { $0.subject.text == "ana" && $0.signals == Set(Signal.allCases) })
            }
        }
    }

    @Test("of a person whom nobody knows is not found")
    func unknown() async throws {
        try await withServer { client in
            let response = try await client.get("/api/v1/users/bob/export", token: "root:admin")
            #expect(response.status == .notFound)
        }
    }
}
