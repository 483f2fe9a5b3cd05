import Identity
import TestSupport
import Testing

@testable import Live

@Suite("Many live streams", .serialized)
struct ManyStreamsTests {
    @Test("1,000 streams are all told of a change, soon")
    func thousand() async throws {
        try await withLiveServer({ $0.streamsPerCallerMax = 1000 }) { server in
            server.source.set("ana", "1")
            let clients = try await (0..<1000).mapAsync { number in
                number.isMultiple(of: 2)
                    ? try await server.sse("?user=ana", token: "backend:service")
                    : try await server.webSocket("?user=ana", token: "backend:service")
            }
            for client in clients { try await client.wait(for: #""state":"1""#) }
            let start = ContinuousClock.now
            server.publish("ana", "2")
            var delays: [Duration] = []
            for client in clients { delays.append(try await client.wait(for: #""state":"2""#) - start) }
            let p99 = delays.sorted()[989]
            print("1,000 streams, one change: the 990th was told after \(p99)")
            // Far from the usual figure, for a machine that does much else.
            #expect(p99 < .seconds(5))
            #expect(server.source.reads.count < 1000)
        }
    }

    @Test("a shutdown ends 1,000 open streams politely within five seconds")
    func shutdown() async throws {
        let clients = Clients()
        let clock = ContinuousClock()
        let before = Times()
        try await withLiveServer({ $0.streamsPerCallerMax = 1000 }) { server in
            server.source.set("ana", "1")
            for number in 0..<1000 {
                let client =
                    number.isMultiple(of: 2)
                    ? try await server.sse("?user=ana", token: "backend:service")
                    : try await server.webSocket("?user=ana", token: "backend:service")
                await clients.add(client)
            }
            for client in await clients.all { try await client.wait(for: #""state":"1""#) }
            // Some are stuck and cannot be told.
            for client in await clients.all.prefix(20) { try await client.read(false) }
            await before.set(clock.now)
        }
        #expect(clock.now - (await before.value ?? clock.now) < .seconds(5))
        for client in await clients.all.dropFirst(20) {
            #expect(client.text.contains("bye"))
            #expect(client.text.contains("retry"))
        }
        for client in await clients.all { await client.close() }
    }

    private actor Clients {
        private(set) var all: [RawClient] = []
        func add(_ client: RawClient) { all.append(client) }
    }

    private actor Times {
        private(set) var value: ContinuousClock.Instant?
        func set(_ time: ContinuousClock.Instant) { value = time }
    }
}
