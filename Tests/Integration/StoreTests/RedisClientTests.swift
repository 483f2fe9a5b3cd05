import HTTPKit
import LocalServers
import NIOPosix
import Redis
import ServiceLifecycle
import Testing

@Suite("The Redis client")
struct RedisClientTests {
    /// One loop, so one connection, whose counts can be foretold.
    private static let loop = MultiThreadedEventLoopGroup.singleton.next()

    @Test("gives every one of many concurrent callers its own reply, in far fewer round trips")
    func coalescing() async throws {
        try await withRedis { server in
            let client = RedisClient(server.configuration, group: Self.loop)
            try await client.run((0..<2_000).map { ["SET", "k\($0)".argument, RedisArgument($0)] })
            let before = client.statistics
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<2_000 {
                    group.addTask { try await client.command("GET", "k\(number)".argument).asInteger == Int64(number) }
                }
                for try await isOwn in group { #expect(isOwn) }
            }
            #expect(client.statistics.commands - before.commands == 2_000)
            #expect(client.statistics.roundTrips - before.roundTrips <= 1_000)
            #expect(client.statistics.connections == 1)
            client.shutdown()
        }
    }

    @Test("does not let a caller notice that the server was restarted while nobody asked")
    func restart() async throws {
        try await withRedis { server in
            let client = RedisClient(server.configuration, group: Self.loop)
            try await client.command("SET", "kept", "1")
            try server.restart()
            #expect(try await client.command("GET", "kept").asString == "1")
            #expect(client.statistics.connections == 2)
        }
    }

    @Test("fails at once while the server is away and works again when it is back")
    func outage() async throws {
        try await withRedis { server in
            let client = RedisClient(server.configuration, group: Self.loop)
            try await client.command("SET", "kept", "1")
            server.kill()
            var error = await #expect(throws: RedisError.self) { try await client.command("GET", "kept") }
            #expect(error?.code == .connection)
            let begin = ContinuousClock.now
            error = await #expect(throws: RedisError.self) { try await client.command("GET", "kept") }
            #expect(error?.isRetriable == true && !client.isConnected)
            // At once: without waiting the time out that a reply may take.
            #expect(ContinuousClock.now - begin < server.configuration.commandTimeout)
            try server.restart()
            #expect(await eventually { (try? await client.command("GET", "kept").asString) == "1" })
        }
    }

    @Test("answers a caller who runs on a loop there, without changing threads")
    func onTheLoops() async throws {
        try await withRedis { server in
            let client = RedisClient(server.configuration)
            try await OnEventLoops(Asking(client: client)).run()
            client.shutdown()
        }
    }

    private struct Asking: Service {
        let client: RedisClient

        func run() async throws {
            let before = try #require(Self.here)
            for number in 0..<100 {
                #expect(try await client.command("INCR", "n").asInteger == Int64(number + 1))
                #expect(Self.here == before)
            }
        }

        private static var here: ObjectIdentifier? {
            MultiThreadedEventLoopGroup.currentEventLoop.map { ObjectIdentifier($0) }
        }
    }

    @Test("keeps a caller's deadline while the server is silent, and refuses more calls than it may queue")
    func bounds() async throws {
        try await withRedis { server in
            let client = RedisClient(server.configuration, limits: .init(queuedCalls: 2), group: Self.loop)
            try await client.command("PING")
            try RedisConnection(server.configuration).command("CLIENT", "PAUSE", "60000", "ALL")
            let codes = await withTaskGroup(of: RedisError.Code?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do throws(RedisError) {
                            _ = try await client.run([["GET", "a"]], deadline: .milliseconds(300))
                            return nil
                        } catch { return error.code }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.allSatisfy { $0 == .timeout || $0 == .overloaded })
            #expect(codes.contains(.timeout) && codes.contains(.overloaded))
            client.shutdown()
            let error = await #expect(throws: RedisError.self) { try await client.command("PING") }
            #expect(error?.code == .closed)
        }
    }
}

extension String {
    fileprivate var argument: RedisArgument { .string(self) }
}
