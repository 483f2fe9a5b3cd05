import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import ProfileAPI

@Suite("Teams and their members")
struct TeamRoutesTests {
    @Test("an admin creates, renames and removes a team")
    func lifecycle() async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let new = #"{"teamId":"u23","name":"Under 23"}"#
            let created = try await client.send(.post, "/api/v1/teams", "root:admin", body: new)
            #expect(created.status == .created)
            #expect(created.headers[.location] == "/api/v1/teams/u23")
            #expect(try await client.send(.post, "/api/v1/teams", "root:admin", body: new).status == .conflict)
            let name = #"{"name":"\"U23\""}"#
            #expect(try await client.send(.put, "/api/v1/teams/u23", "root:admin", body: name).status == .ok)
            let team = try await client.get("/api/v1/teams/u23", token: "root:admin")
            #expect(team.text == #"{"teamId":"u23","name":"\"U23\"","role":null}"#)
            #expect(try await client.send(.delete, "/api/v1/teams/u23", "root:admin").status == .noContent)
            #expect(try await client.send(.delete, "/api/v1/teams/u23", "root:admin").status == .notFound)
            #expect(try await client.send(.put, "/api/v1/teams/u23", "root:admin", body: name).status == .notFound)
        }
    }

    @Test("everybody lists the own teams, an admin all")
    func list() async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let own = try await client.get("/api/v1/teams", token: "cleo:coach")
            #expect(own.text == #"{"page":1,"pageSize":50,"teams":[{"teamId":"first","name":"First","role":"coach"}]}"#)
            let all = try await client.get("/api/v1/teams?pageSize=1&page=2", token: "root:admin")
            #expect(all.text == #"{"page":2,"pageSize":1,"teams":[{"teamId":"second","name":"Second","role":null}]}"#)
            #expect(try await client.get("/api/v1/teams", token: "eve:athlete").text.contains(#""teams":[]"#))
        }
    }

    @Test("a team that is not one's own cannot be told from one that does not exist")
    func strangers() async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            for path in ["", "/members", "/readiness", "/athletes/ana/trend"] {
                let real = try await client.get("/api/v1/teams/first\(path)", token: "carl:coach,athlete")
                let none = try await client.get("/api/v1/teams/none\(path)", token: "carl:coach,athlete")
                #expect(real.status == .forbidden)
                #expect(real.text == none.text)
            }
        }
    }

    @Test("an athlete sees the coaches of the team and no other athlete")
    func members() async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let ana = #"{"userId":"ana","role":"athlete"}"#, cleo = #"{"userId":"cleo","role":"coach"}"#
            let athlete = try await client.get("/api/v1/teams/first/members", token: "ana:athlete")
            #expect(athlete.text == #"{"teamId":"first","members":[\#(ana),\#(cleo)]}"#)
            let coach = try await client.get("/api/v1/teams/first/members", token: "cleo:coach")
            #expect(coach.text.contains(#""userId":"dan""#))
        }
    }

    @Test("a coach brings in athletes and takes them out, but appoints no coach")
    func coaching() async throws {
        let scene = try await TeamScene()
        let (athlete, coach) = (#"{"role":"athlete"}"#, #"{"role":"coach"}"#)
        try await withServer(access: scene.access) { client async throws in
            func put(_ user: String, _ body: String) async throws -> HTTPResponse.Status {
                try await client.send(.put, "/api/v1/teams/first/members/\(user)", "cleo:coach", body: body).status
            }
            #expect(try await put("fay", athlete) == .noContent)
            #expect(try await put("fay", coach) == .forbidden)
            #expect(try await put("cleo", athlete) == .forbidden)
            let path = "/api/v1/teams/first/members/fay"
            #expect(try await client.send(.delete, path, "carl:coach").status == .forbidden)
            #expect(try await client.send(.delete, path, "cleo:coach").status == .noContent)
            #expect(try await client.send(.delete, path, "cleo:coach").status == .notFound)
        }
    }

    @Test("an athlete leaves the team, and the coach sees nothing more at once")
    func leaving() async throws {
        let scene = try await TeamScene()
        let store = FakeProfileStore(["ana": [.readiness: "{}"]])
        try await withServer(redis: store, access: scene.access) { client async throws in
            #expect(try await client.get("/api/v1/profiles/ana", token: "cleo:coach").status == .ok)
            let path = "/api/v1/teams/first/members/ana"
            #expect(try await client.send(.delete, path, "bob:athlete").status == .forbidden)
            #expect(try await client.send(.delete, path, "ana:athlete").status == .noContent)
            #expect(try await client.get("/api/v1/profiles/ana", token: "cleo:coach").status == .forbidden)
        }
    }

    @Test(
        "any user id works in a path",
        arguments: ["a'b", "a%2Fb", "%25", "%F0%9F%8F%83", "%22%3B--", String(repeating: "x", count: 128)])
    func oddIDs(segment: String) async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let path = "/api/v1/teams/first/members/\(segment)"
            #expect(
                try await client.send(.put, path, "cleo:coach", body: #"{"role":"athlete"}"#).status == .noContent)
            #expect(try await client.send(.delete, path, "\(segment):athlete").status == .noContent)
        }
    }

    @Test(
        "a body that says anything unknown is refused, with the member's name",
        arguments: [
            (#"{"teamId":"a","name":"b","nmae":"c"}"#, "nmae"), (#"{"teamId":"a"}"#, "name"),
            (#"{"teamId":"a","name":7}"#, "name"), (#"{"teamId":"a/b","name":"b"}"#, "team id"),
            (#"{"teamId":"a","name":"b","name":"c"}"#, "twice"), (#"["a"]"#, "object"), ("{", "JSON"),
            (#"{"teamId":"a","name":"\u0000"}"#, "control"), ("", "JSON"),
        ])
    func strict(body: String, named: String) async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let response = try await client.send(.post, "/api/v1/teams", "root:admin", body: body)
            #expect(response.status == .badRequest)
            #expect(response.text.contains(named), "\(response.text)")
        }
    }

    @Test("a body that is too large or of another type is refused")
    func bodies() async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let large = #"{"teamId":"a","name":"\#(String(repeating: "x", count: 20_000))"}"#
            #expect(try await client.send(.post, "/api/v1/teams", "root:admin", body: large).status == .contentTooLarge)
            let text = try await client.send(.post, "/api/v1/teams", "root:admin", body: "{}", type: "text/plain")
            #expect(text.status == .unsupportedMediaType)
        }
    }
}
