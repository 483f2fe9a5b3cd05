import Events
import Kafka
import Redis
import TestSupport
import Testing

extension ReplayTests {
    @Suite("A profile that Redis has lost")
    struct LostProfileTests {
        private static let days = 40

        /// The same people, and one more day of them.
        private static func records(more: Int = 0) async -> [ProducerRecord] {
            await InputRecords.simulated(
                athletes: 3, days: days + more, seed: 17, endDate: ReplayTests.endDate.advanced(by: more))
        }

        /// Both paths have taken three people; the body gets one of them, and the processor that remembers them.
        private static func run(_ body: (Pipeline, String, PipelineProcess) async throws -> Void) async throws {
            let first = await records()
            let user = String(decoding: try #require(first.first?.key), as: UTF8.self)
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(first)
                try pipeline.settle()
                try await body(pipeline, user, hot)
            }
        }

        @Test("is not begun anew: the person is named, the others go on, and a rebuild brings back what came meanwhile")
        func forgotten() async throws {
            let more = await Self.records(more: 5)
            try await Self.run { pipeline, user, hot in
                hot.stop()
                let redis = try pipeline.openRedis()
                try redis.command("DEL", RedisArgument("profile:\(user)"))

                let next = try pipeline.start(.streamProcessor)
                try pipeline.produce(more)
                try pipeline.settle()
                #expect(try redis.command("EXISTS", RedisArgument("profile:\(user)")).asInteger == 0)
                #expect(next.log.contains("Redis has lost a profile"), "\(next.log)")
                #expect(next.metric("pulsehub_hot_lost_profiles_total", label: "lost") ?? 0 > 0)
                #expect(try pipeline.profiles().count == 2)

                let (code, output) = try pipeline.run(.rebuild, ["--user", user])
                #expect(code == 0, "\(output)")
                try pipeline.settle()
                try pipeline.expectVerified()
                #expect(try pipeline.profiles().count == 3)
            }
        }

        @Test("is written again, whole, by a processor that remembers it")
        func remembered() async throws {
            let more = await Self.records(more: 5)
            try await Self.run { pipeline, user, hot in
                try pipeline.openRedis().command("DEL", RedisArgument("profile:\(user)"))
                try pipeline.produce(more)
                try pipeline.settle()
                #expect(hot.metric("pulsehub_hot_lost_profiles_total", label: "restored") ?? 0 > 0)
                try pipeline.expectVerified()
            }
        }

        @Test("cannot come from a Redis that drops keys, since nobody starts with one")
        func evicting() async throws {
            try await Pipeline.run { pipeline in
                let redis = try pipeline.openRedis()
                try redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
                let refused = try pipeline.start(.streamProcessor)
                #expect(refused.waitForEnd(within: .seconds(30)), "\(refused.log)")
                #expect(refused.exitCode != 0)
                #expect(refused.log.contains("CONFIG SET maxmemory-policy noeviction"), "\(refused.log)")
            }
        }

        @Test("cannot come from a Redis that is set so later, since it is not written to until that is mended")
        func evictingLater() async throws {
            try await Pipeline.run { pipeline in
                let redis = try pipeline.openRedis()
                let hot = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(await Self.records())
                try pipeline.settle()
                try redis.command("CONFIG", "SET", "maxmemory-policy", "volatile-lru")
                try eventually("the processor says so", state: { hot.log }) {
                    hot.admin("/readyz")?.body.contains("maxmemory-policy volatile-lru") ?? false
                }
                try redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction")
                try pipeline.settle()
                try pipeline.expectVerified()
            }
        }
    }
}
