import Access
import Events
import Identity
import Synchronization
import TestSupport
import Testing

@testable import Updates

@Suite("Server-Sent Events, over the wire")
struct ServerSentEventsTests {
    @Test("a stream begins with the present state and goes on with every newer one")
    func happyPath() async throws {
        try await withLiveServer { server in
            server.source.set("ana", "1")
            let client = try await server.sse()
            try await client.wait(for: #"data: {"user":"ana","state":"1"}"#)
            #expect(client.text.contains("HTTP/1.1 200 OK"))
            #expect(client.text.contains("text/event-stream"))
            #expect(client.text.contains("event: profile\n"))
            server.publish("ana", "2")
            try await client.wait(for: #"data: {"user":"ana","state":"2"}"#)
            #expect(!client.text.contains("paused"))
        }
    }

    @Test(
        "a client that returns with the newest id is told nothing but a heartbeat; with an older one, the newest state")
    func resume() async throws {
        try await withLiveServer({ $0.heartbeat = .milliseconds(60) }) { server in
            server.source.set("ana", "1")
            let first = try await server.sse()
            try await first.wait(for: "data: {")
            let id = try #require(first.text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("id: ") })
                .dropFirst(4)
            for (query, headers) in [("", ["Last-Event-ID: \(id)"]), ("?lastEventId=\(id)", [])] {
                let again = try await server.sse(query, headers)
                try await again.wait(for: ":\n\n", count: 2)
                #expect(!again.text.contains("data:"))
            }
            server.source.set("ana", "2")
            let late = try await server.sse("", ["Last-Event-ID: \(id)"])
            try await late.wait(for: #""state":"2""#)
        }
    }

    @Test("a slow client is told the newest state and not the thousands before it")
    func slowClient() async throws {
        // Slow, but not so slow that it would be disconnected on a busy machine.
        try await withLiveServer({ $0.slowAfter = .seconds(900) }) { server in
            let (size, states) = (20_000, 100)
            server.source.set("ana", "first")
            let slow = try await server.sse()
            let fast = try await server.sse()
            for client in [slow, fast] { try await client.wait(for: "first") }
            try await slow.read(false)
            for number in 0..<states {
                server.publish("ana", "\(number)." + String(repeating: "x", count: size))
                try await fast.wait(for: #""state":"\#(number)."#)
            }
            try await slow.read(true)
            try await slow.wait(for: #""state":"\#(states - 1)."#)
            #expect(fast.bytes.count > states * size)
            #expect(slow.bytes.count < states * size / 2)
        }
    }

    @Test("a client that does not read at all is disconnected and forgotten")
    func stuckClient() async throws {
        try await withLiveServer({ $0.slowAfter = .milliseconds(200) }) { server in
            server.source.set("ana", "first")
            let client = try await server.sse()
            try await client.wait(for: "first")
            try await client.read(false)
            let hub = server.updates.hub
            #expect(
                await eventually {
                    server.publish("ana", "\(hub.count)\(ContinuousClock.now)" + String(repeating: "x", count: 50_000))
                    return hub.count == 0
                })
        }
    }

    @Test("a client that vanishes is forgotten without anything being sent to it")
    func vanished() async throws {
        try await withLiveServer { server in
            let clients = try await (0..<5).mapAsync { _ in try await server.sse() }
            for client in clients { try await client.wait(for: "connected") }
            #expect(server.updates.hub.count == 5)
            for client in clients { await client.close() }
            #expect(await eventually { server.updates.hub.count == 0 })
        }
    }

    @Test("a newer stream of the same device closes the older one politely")
    func replaced() async throws {
        try await withLiveServer { server in
            let older = try await server.sse("?device=phone")
            try await older.wait(for: "connected")
            let newer = try await server.sse("?device=phone")
            try await newer.wait(for: "connected")
            try await older.wait(for: "event: replaced\n")
            // The end of a chunked body.
            try await older.wait(for: "\r\n0\r\n\r\n")
            #expect(server.updates.hub.count == 1)
        }
    }

    @Test("an expired token ends the stream")
    func expired() async throws {
        try await withLiveServer { server in
            // A moment before the server's clock, which stands at noon.
            let client = try await server.sse("", token: "ana:athlete:1763596000")
            try await client.wait(for: "event: expired\n")
            #expect(await eventually { server.updates.hub.count == 0 })
        }
    }

    @Test("a removed key ends the streams of its tokens, and no others, over either transport")
    func distrusted() async throws {
        let removed = Mutex<Set<String>>([])
        try await withLiveServer(trusts: { caller in removed.withLock { !$0.contains(caller.subject.text) } }) {
            server in
            let clients = [
                try await server.sse(), try await server.webSocket(), try await server.sse("", token: "bob:athlete"),
            ]
            #expect(await eventually { server.updates.hub.count == 3 })
            removed.withLock { _ = $0.insert("ana") }
            try await clients[0].wait(for: "event: expired\n")
            try await clients[0].wait(for: "\r\n0\r\n\r\n")
            try await clients[1].wait(for: #""event":"expired""#)
            #expect(await eventually { server.updates.hub.count == 1 })
            #expect(!clients[2].text.contains("expired"))
        }
    }

    @Test(
        "who may not listen is refused by a problem",
        arguments: [
            ("", "ana:coach", 403), ("?user=bob&team=x", "ana:athlete", 400), ("?team=x", "ana:coach", 403),
            ("?user=eve", "ana:coach", 403), ("?device=", "ana:athlete", 400), ("", "nonsense", 401),
        ])
    func refused(query: String, token: String, status: Int) async throws {
        try await withLiveServer { server in
            server.rules.set("eve", shows: [])
            let client = try await server.sse(query, token: token)
            try await client.wait(for: "HTTP/1.1 \(status)")
            try await client.wait(for: "urn:pulsehub:problem:")
            #expect(server.updates.hub.count == 0)
        }
    }

    @Test("while states cannot be read streams stay open, and are told everything afterwards")
    func outage() async throws {
        try await withLiveServer { server in
            server.source.fail(true)
            let client = try await server.sse()
            try await client.wait(for: "connected")
            server.updates.hub.set(live: false)
            try await client.wait(for: "event: paused\n")
            server.publish("ana", "1")
            server.source.fail(false)
            server.updates.hub.set(live: true)
            try await client.wait(for: "event: resumed\n")
            try await client.wait(for: #""state":"1""#)
        }
    }

    @Test("an alert comes once for a crossing, by the preferences of the moment")
    func alerts() async throws {
        try await withLiveServer { server in
            server.rules.set(AlertPreferences(readinessBelow: 60))
            server.source.set("ana", "1", figures: AlertFigures(date: "2026-11-20", score: 70))
            let client = try await server.sse()
            try await client.wait(for: #""state":"1""#)
            for number in 2..<5 {
                server.publish("ana", "\(number)", figures: AlertFigures(date: "2026-11-20", score: 50))
                try await client.wait(for: #""state":"\#(number)""#)
            }
            try await client.wait(for: "event: alert\n")
            let alert = #"{"userId":"ana","alert":"low_readiness","date":"2026-11-20","value":50,"threshold":60}"#
            #expect(client.text.contains(alert))
            #expect(client.text.components(of: "event: alert") == 1)
            server.rules.set(AlertPreferences(sleepDebtMinutes: 10))
            let asked = server.rules.generationsAsked
            #expect(await eventually { server.rules.generationsAsked > asked + 1 })
            server.publish("ana", "9", figures: AlertFigures(date: "2026-11-20", score: 50, sleepDebt: 11))
            try await client.wait(for: "sleep_debt")
        }
    }
}

extension String {
    func components(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count - 1 }
}

extension Sequence {
    func mapAsync<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
