import Identity
import TestSupport
import Testing

@testable import Updates

@Suite("Many live streams", .serialized)
struct ManyStreamsTests {
    @Test("1,000 streams are all told of a change, which is read once for all of them")
    func thousand() async throws {
        try await withLiveServer(Self.patient) { server in
            server.source.set("ana", "1")
            let clients = try await (0..<1000).mapAsync { number in
                number.isMultiple(of: 2)
                    ? try await server.sse("?user=ana", token: "backend:service")
                    : try await server.webSocket("?user=ana", token: "backend:service")
            }
            for client in clients { try await client.wait(for: #""state":"1""#) }
            let reads = server.source.reads.count
            let start = ContinuousClock.now
            server.publish("ana", "2")
            var delays: [Duration] = []
            for client in clients { delays.append(try await client.wait(for: #""state":"2""#) - start) }
            let p99 = delays.sorted()[989]
            print("1,000 streams, one change: the 990th was told after \(p99)")
            #expect(server.source.reads.count == reads + 1)
        }
    }

    @Test("a shutdown ends 1,000 open streams politely")
    func shutdown() async throws {
        let clients = Clients()
        try await withLiveServer(Self.patient) { server in
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
        }
        for client in await clients.all.dropFirst(20) {
            try await client.wait(for: "bye")
            try await client.wait(for: "retry")
        }
        for client in await clients.all { await client.close() }
    }

    private actor Clients {
        private(set) var all: [RawClient] = []
        func add(_ client: RawClient) { all.append(client) }
    }

    /// Gives up no client that a busy machine serves late.
    private static func patient(_ configuration: inout LiveConfiguration) {
        configuration.streamsPerCallerMax = 1000
        configuration.heartbeat = .seconds(900)
        configuration.slowAfter = .seconds(900)
        configuration.farewell = .seconds(60)
    }
}
