import Events
import Hummingbird
import HummingbirdTesting
import Profiles
import Testing

@testable import ProfileAPI

@Suite("Explanation of a score")
struct ExplanationRouteTests {
    private let profile = Athlete.profile(lastDate: "2026-11-20")
    private let path = "/api/v1/users/ana/readiness/2026-11-20/explanation"
    private let revision = ScoreRevision(
        number: 1, causes: Causes(["row", "late-row"]), revisedAt: "2026-11-20T09:00:00Z",
        current: .init(score: 71, band: "normal", configCommit: "4f2a"),
        previous: .init(score: nil, band: nil, configCommit: nil),
        previousDrivers: Array(#"[{"code":"x"},{"code":"sleep_poor","points":-2.5}]"#.utf8))

    @Test("holds the score as it is told elsewhere, the measurements in their own units, and the commit")
    func document() async throws {
        let profile = profile
        let path = path
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile])) { client in
            let response = try await client.get(path)
            #expect(response.status == .ok)
            #expect(response.source == "redis")
            #expect(response.configCommit == "4f2a")
            #expect(
                response.text.hasPrefix(#"{"userId":"ana","date":"2026-11-20","configCommit":"4f2a","readiness":{"#))
            #expect(response.text.contains(Athlete.document(profile, on: "2026-11-20")))
            #expect(response.text.contains(#""measurements":{"hrv":{"normalHigh":"#))
            #expect(response.text.contains(#""today":60,"unit":"ms","weight":0.4"#))
            #expect(response.text.contains(#""today":50,"unit":"bpm","weight":0.2"#))
            #expect(response.text.contains(#""sleepNeedMin":480"#))
            #expect(response.text.contains(#""constants":{"commit":"4f2a","from":null}"#))
        }
    }

    @Test("tells how the score changed, as the archive recorded it")
    func revisions() async throws {
        let postgres = FakeProfileStore(wellness: [:], revisions: ["ana 2026-11-20": [revision]])
        let path = path
        try await withServer(redis: FakeProfileStore(wellness: ["ana": profile]), postgres: postgres) { client in
            let text = try await client.get(path).text
            #expect(
                text.hasSuffix(
                    #""revisions":[{"revision":1,"revisedAt":"2026-11-20T09:00:00Z","cause":"late-row","causes":["row","late-row"],"#
                        + #""causeCount":2,"score":71,"#
                        + #""band":"normal","configCommit":"4f2a","previous":{"score":null,"band":null,"#
                        + #""configCommit":null,"drivers":[{"code":"x"},{"code":"sleep_poor","points":-2.5,"words":"slept poorly"}]}}]}"#
                ))
        }
    }

    @Test("does without the changes, and says so, while the archive is down")
    func archiveDown() async throws {
        let redis = FakeProfileStore(wellness: ["ana": profile])
        let path = path
        try await withServer(redis: redis, postgres: FakeProfileStore(isDown: true)) { client in
            let response = try await client.get(path)
            #expect(response.status == .ok)
            #expect(response.text.hasSuffix(#""revisions":null}"#))
        }
    }
}
