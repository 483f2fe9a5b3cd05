import LocalServers
import Redis
import TestSupport
import Testing

@Suite("Live updates from Redis")
struct LiveUpdatesTests {
    @Test("every commit reaches the client")
    func commits() async throws {
        try await withRedis { redis in
            try await withLiveAPI(redis) { port, _ in
                let connection = try RedisConnection(redis.configuration)
                let client = try await RawClient.get("/api/v1/stream", port: port, token: "ana")
                try await client.wait(for: "connected")
                try commit("ana", "warm", to: connection)
                try await client.wait(for: "warm")
                var delays: [Duration] = []
                for number in 0..<100 {
                    try commit("ana", "state-\(number).", to: connection)
                    let committed = ContinuousClock.now
                    delays.append(try await client.wait(for: "state-\(number).") - committed)
                }
                delays.sort()
                print("Redis commit to event: median \(delays[50]), 99th of 100 \(delays[98])")
            }
        }
    }

    @Test("while Redis is away streams stay open and say so, and what was missed is told when it is back")
    func outage() async throws {
        try await withRedis { redis in
            try commit("ana", "before", to: RedisConnection(redis.configuration))
            try await withLiveAPI(redis) { port, _ in
                let sse = try await RawClient.get("/api/v1/stream", port: port, token: "ana")
                try await sse.wait(for: "before")
                // Nobody publishes this. Written before the stop, it is there when Redis is read again.
                try RedisConnection(redis.configuration)
                    .command("HSET", "profile:ana", "readiness", #"{"state":"missed"}"#)
                redis.stop()
                try await sse.wait(for: "event: paused\n")
                try redis.restart()
                try await sse.wait(for: "event: resumed\n")
                try await sse.wait(for: "missed")
                try commit("ana", "after", to: RedisConnection(redis.configuration))
                try await sse.wait(for: "after")
                #expect(!sse.isClosed)
            }
        }
    }

    @Test("ids that Unicode calls equal are two people")
    func exactIDs() async throws {
        let (composed, decomposed) = ("h\u{E9}", "he\u{301}")
        try await withRedis { redis in
            try await withLiveAPI(redis) { port, _ in
                let connection = try RedisConnection(redis.configuration)
                let client = try await RawClient.get("/api/v1/stream", port: port, token: composed)
                try await client.wait(for: "connected")
                try commit(decomposed, "of-somebody-else", to: connection)
                try commit(composed, "own", to: connection)
                try await client.wait(for: "own")
                #expect(!client.text.contains("of-somebody-else"))
            }
        }
    }
}
