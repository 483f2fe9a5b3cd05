import Access
import Identity
import TestSupport
import Testing

@testable import Updates

@Suite("Consent while a stream is open")
struct ConsentTests {
    @Test("a revocation closes the stream about that person")
    func person() async throws {
        try await withLiveServer { server in
            server.source.set("ana", "1")
            let client = try await server.sse("?user=ana", token: "carl:coach")
            try await client.wait(for: #""state":"1""#)
            server.rules.set("ana", shows: [])
            try await client.wait(for: "event: withheld\n", within: .seconds(30))
            #expect(await eventually { server.updates.hub.count == 0 })
            server.publish("ana", "2")
            #expect(!client.text.contains(#""state":"2""#))
        }
    }

    @Test("a signal that is withheld disappears from the state at once")
    func signal() async throws {
        try await withLiveServer { server in
            server.source.set("ana", "1")
            let client = try await server.sse("?user=ana", token: "carl:coach")
            try await client.wait(for: #"{"user":"ana","state":"1"}"#)
            server.rules.set("ana", shows: [.sleep])
            try await client.wait(for: #"{"user":"ana","state":"1","shown":"sleep"}"#)
        }
    }

    @Test("in a team the one person is withheld, the others go on, and a newcomer is told of")
    func team() async throws {
        try await withLiveServer { server in
            for user in ["ana", "bob", "cem"] as [UserID] { server.source.set(user, "1") }
            server.rules.set(team: "t", ["ana", "bob"])
            let client = try await server.sse("?team=t", token: "carl:coach")
            try await client.wait(for: #""state":"1""#, count: 2)
            server.rules.set("ana", shows: [])
            try await client.wait(for: #"data: {"userId":"ana","withheld":["hrv","sleep","activity","readiness"]}"#)
            server.publish("ana", "2")
            server.publish("bob", "2")
            try await client.wait(for: #"{"user":"bob","state":"2"}"#)
            #expect(!client.text.contains(#"{"user":"ana","state":"2"}"#))
            server.rules.set(team: "t", ["bob", "cem"])
            try await client.wait(for: #"{"user":"cem","state":"1"}"#)
        }
    }

    @Test("what has not been decided for too long is closed")
    func undecided() async throws {
        try await withLiveServer({ $0.decisionAge = .milliseconds(50) }) { server in
            server.source.set("ana", "1")
            let client = try await server.sse("?user=ana", token: "carl:coach")
            try await client.wait(for: #""state":"1""#)
            server.rules.fail(true)
            try await client.wait(for: "event: bye\n")
            #expect(client.text.contains("retry: "))
        }
    }

    @Test("nothing is asked while nobody listens, and one's own stream is not decided upon again")
    func quiet() async throws {
        try await withLiveServer({ $0.decisionAge = .milliseconds(1) }) { server in
            let client = try await server.sse()
            try await client.wait(for: "connected")
            #expect(await eventually { server.rules.generationsAsked > 2 })
            #expect(server.rules.decisions == 1)
            await client.close()
            #expect(await eventually { server.updates.hub.count == 0 })
        }
    }
}
