import Hummingbird
import HummingbirdTesting
import Testing

@testable import ProfileAPI

@Suite("Consents and alerts")
struct ConsentRoutesTests {
    @Test("everything is withheld until the athlete gives it, and what is not named is taken back")
    func consents() async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let none =
                #"{"teams":[{"teamId":"first","name":"First","signals":[],"#
                + #""withheld":["hrv","sleep","activity","readiness"]}]}"#
            #expect(try await client.get("/api/v1/consents", token: "dan:athlete").text == none)
            let some = try await client.send(
                .put, "/api/v1/consents", "dan:athlete",
                body: #"{"teams":[{"teamId":"first","signals":["readiness","hrv"]}]}"#)
            #expect(some.text.contains(#""signals":["hrv","readiness"],"withheld":["sleep","activity"]"#))
            let all = try await client.send(.put, "/api/v1/consents", "dan:athlete", body: #"{"teams":[]}"#)
            #expect(all.text == none)
        }
    }

    @Test("a revocation holds from the next request on")
    func revocation() async throws {
        let scene = try await TeamScene()
        let store = FakeProfileStore(wellness: ["bob": Athlete.profile(lastDate: "2026-11-20")])
        try await withServer(redis: store, access: scene.access) { client async throws in
            let path = "/api/v1/teams/first/athletes/bob/trend?days=1"
            #expect(try await client.get(path, token: "cleo:coach").text.contains(#""sleepDebtMin""#))
            _ = try await client.send(.put, "/api/v1/consents", "bob:athlete", body: #"{"teams":[]}"#)
            let after = try await client.get(path, token: "cleo:coach").text
            #expect(after.contains(#""days":[{"date":"2026-11-20"}]"#))
            #expect(after.contains(#""withheld":["hrv","sleep","readiness"]"#))
        }
    }

    @Test("consent can be given to a team of one's own only, and then all or nothing")
    func strangers() async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let both = #"{"teams":[{"teamId":"first","signals":["hrv"]},{"teamId":"second","signals":["hrv"]}]}"#
            let refused = try await client.send(.put, "/api/v1/consents", "dan:athlete", body: both)
            #expect(refused.status == .conflict)
            #expect(refused.text.contains("second"))
            #expect(try await client.get("/api/v1/consents", token: "dan:athlete").text.contains(#""signals":[]"#))
        }
    }

    @Test(
        "what is no consent is refused by name",
        arguments: [
            (#"{"teams":[{"teamId":"first","signals":["pulse"]}]}"#, "teams[0].signals[0]"),
            (#"{"teams":[{"teamId":"first","signals":"hrv"}]}"#, "teams[0].signals"),
            (#"{"teams":[{"teamId":"first","signals":[],"for":"ever"}]}"#, "teams[0].for"),
            (#"{"teams":[{"signals":[]}]}"#, "teams[0].teamId"), (#"{}"#, "teams"),
            (#"{"teams":[{"teamId":"first","signals":[]},{"teamId":"first","signals":[]}]}"#, "teams[1]"),
        ])
    func strict(body: String, named: String) async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            let response = try await client.send(.put, "/api/v1/consents", "ana:athlete", body: body)
            #expect(response.status == .badRequest)
            #expect(response.text.contains(named), "\(response.text)")
        }
    }

    @Test("alerts are off until set, and are replaced as a whole")
    func alerts() async throws {
        let scene = try await TeamScene()
        try await withServer(access: scene.access) { client async throws in
            func get() async throws -> String { try await client.get("/api/v1/alerts", token: "ana:athlete").text }
            #expect(try await get() == #"{"sleepDebtMinutes":null,"readinessBelow":null}"#)
            let body = #"{"sleepDebtMinutes":300,"readinessBelow":50}"#
            #expect(try await client.send(.put, "/api/v1/alerts", "ana:athlete", body: body).text == body)
            #expect(try await get() == body)
            _ = try await client.send(.put, "/api/v1/alerts", "ana:athlete", body: #"{"readinessBelow":40.0}"#)
            #expect(try await get() == #"{"sleepDebtMinutes":null,"readinessBelow":40}"#)
            for wrong in [#"{"readinessBelow":0}"#, #"{"readinessBelow":1.5}"#, #"{"sleepDebtMinutes":"5"}"#] {
                let refused = try await client.send(.put, "/api/v1/alerts", "ana:athlete", body: wrong)
                #expect(refused.status == .badRequest)
            }
        }
    }
}
