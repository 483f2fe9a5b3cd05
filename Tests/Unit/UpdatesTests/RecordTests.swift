import Access
import Events
import HTTPKit
import Identity
import Synchronization
import TestSupport
import Testing

@testable import Updates

@Suite("The record of what streams show")
struct RecordTests {
    private static let all = Set(Signal.allCases)

    @Test("is one look for everybody in a team, and no other for what somebody wants to be told of")
    func preferences() async throws {
        try await withLiveServer { server in
            for user in ["ana", "bob"] as [UserID] { server.source.set(user, "1") }
            server.rules.set(team: "t", ["ana", "bob", "eve"])
            let client = try await server.sse("?team=t", token: "carl:coach")
            try await client.wait(for: #""state":"1""#, count: 2)
            #expect(server.rules.looks.map { Set($0.map(\.subject)) } == [["ana", "bob"]], "of eve there is nothing")
            // The first look at the generation decides once more, whatever it is.
            try await soon("the first look") { server.rules.generationsAsked > 2 }
            let decisions = server.rules.decisions
            for threshold in 1...8 {
                server.rules.set(AlertPreferences(readinessBelow: threshold))
                let asked = server.rules.generationsAsked
                try await soon("another look") { server.rules.generationsAsked > asked + 1 }
            }
            #expect(server.rules.decisions == decisions, "nobody may see anything else than before")
            #expect(server.rules.looks.count == 1)
        }
    }

    @Test("goes on with what is newly shown, and not with newer states or what is shown no more")
    func news() async throws {
        try await withLiveServer { server in
            server.source.set("ana", "1")
            let client = try await server.sse("?user=ana", token: "carl:coach")
            try await client.wait(for: #""state":"1""#)
            server.publish("ana", "2")
            try await client.wait(for: #""state":"2""#)
            server.rules.set("ana", shows: [.sleep])
            try await client.wait(for: #""shown":"sleep""#)
            #expect(server.rules.looks == [[Look.Shown("ana", Self.all)]])
            server.rules.set("ana", shows: [.sleep, .hrv])
            try await client.wait(for: #""shown":"hrv+sleep""#)
            #expect(server.rules.looks == [[Look.Shown("ana", Self.all)], [Look.Shown("ana", [.sleep, .hrv])]])
        }
    }

    @Test("that cannot be kept shows nothing, and invites to come back")
    func full() async throws {
        try await withLiveServer { server in
            server.source.set("ana", "1")
            server.rules.refuseLooks()
            let client = try await server.sse("?user=ana", token: "carl:coach")
            try await client.wait(for: "event: bye\n")
            #expect(!client.text.contains(#""state""#))
        }
    }

    @Test("of a stream that stays open has a look on every day on which anything was shown")
    func days() throws {
        let looks = Mutex<[[Look.Shown]]>([])
        let stream = LiveStream(
            .init(caller: "carl", scope: .person("ana"), transport: .serverSentEvents),
            visible: [Visibility(of: "ana", shown: Self.all)], decide: { () throws(Problem) in [] },
            record: { shown throws(Problem) in looks.withLock { $0.append(shown) } }, now: { .now })
        let shown = [Look.Shown("ana", Self.all)]
        for day in ["2026-11-20", "2026-11-20", "2026-11-21"] as [CivilDate] { try stream.recordShown(shown, on: day) }
        #expect(looks.withLock { $0 } == [shown, shown])
    }
}
