import LocalServers
import Redis
import Testing

@Suite("A Redis subscription")
struct RedisSubscriptionTests {
    @Test("delivers messages, and tells of a reconnect after the server was restarted")
    func reconnect() async throws {
        try await withRedis { server in
            let subscription = RedisSubscription(server.configuration, channels: ["a", "b"])
            var elements = subscription.makeAsyncIterator()
            #expect(await subscription.waitUntilSubscribed())
            try RedisConnection(server.configuration).command("PUBLISH", "b", .bytes([0, 255]))
            #expect(await elements.next() == .message(channel: "b", payload: [0, 255]))
            try server.restart()
            #expect(await elements.next() == .reconnected)
            try RedisConnection(server.configuration).command("PUBLISH", "a", "x")
            #expect(await elements.next() == .message(channel: "a", payload: [0x78]))
            subscription.close()
            #expect(await elements.next() == nil)
        }
    }

    @Test("keeps the newest messages for a slow reader and says how many were dropped")
    func overflow() async throws {
        try await withRedis { server in
            let subscription = RedisSubscription(server.configuration, channels: ["a"], bufferingNewest: 3)
            #expect(await subscription.waitUntilSubscribed())
            let publisher = try RedisConnection(server.configuration)
            for number in 0..<10 { try publisher.command("PUBLISH", "a", RedisArgument(number)) }
            #expect(await eventually { subscription.waitingMessages == 3 && subscription.droppedMessages == 7 })
            var elements = subscription.makeAsyncIterator()
            #expect(await elements.next() == .overflowed(7))
            for digit in ["7", "8", "9"] {
                #expect(await elements.next() == .message(channel: "a", payload: Array(digit.utf8)))
            }
        }
    }
}
