import Events
import Foundation
import Glibc
import Kafka
import Redis
import TestSupport
import Testing

extension EnduranceTests {
    @Suite("A person who sends too much")
    struct PoisonTests {
        @Test("one user with half of all events does not delay those in other partitions")
        func halfOfEverything() async throws {
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor)
                let quietLoad = try SteadyLoad(.init(rate: 600, wellnessPercent: 20), in: pipeline)
                try eventually("it has caught up", state: { pipeline.logs }) {
                    guard hot.isReady else { return false }
                    return try pipeline.backlog(of: .redis) < 600
                }
                // The first are slow: nothing is in memory yet.
                _ = try Self.delays(20, in: pipeline)
                let quiet = try Self.delays(50, in: pipeline)
                try quietLoad.stop()
                let load = try SteadyLoad(.init(rate: 600, wellnessPercent: 20, poisonPercent: 50), in: pipeline)
                let beside = try Self.delays(50, in: pipeline)
                print(
                    """
                    delay of others, p50 and worst of 50: quiet \(Self.text(quiet)), beside a user with half of all events \
                    \(Self.text(beside))
                    """)
                #expect(beside[25] < quiet[25] + .seconds(1))

                let burst = (0..<10_000).map {
                    SteadyLoad.heartRate(1_000_000 + $0, of: SteadyLoad.poison, vendor: "vendor-\($0 % 200)")
                }
                let start = ContinuousClock.now
                try pipeline.produce(burst)
                let during = try Self.delays(20, in: pipeline)
                try eventually("the burst is folded", state: { pipeline.logs }) {
                    try pipeline.backlog(of: .redis) < 600
                }
                print(
                    """
                    delay of others while 10,000 rows of one user come at once: \(Self.text(during)); the burst took \
                    \(ContinuousClock.now - start)
                    """)
                try load.stop()
                try eventually("all is folded", isTrue: pipeline.isHotDone)
            }
        }

        /// Sends single clicks of others, one after the other, and waits for each to be folded; sorted.
        private static func delays(_ count: Int, in pipeline: Pipeline) throws -> [Duration] {
            let partitions = Pipeline.partitions[Topics.activity] ?? 1
            let poisoned = Murmur2.partition(for: SteadyLoad.poison.utf8, partitions: partitions)
            let others = (0..<1_000).map { "probe-\($0)" }.filter {
                Murmur2.partition(for: $0.utf8, partitions: partitions) != poisoned
            }
            let redis = try pipeline.openRedis()
            return try (0..<count).map { number in
                let record = SteadyLoad.click(2_000_000 + number, of: others[number % others.count])
                let start = ContinuousClock.now
                guard let delivery = try pipeline.produce([record]).first else { return .zero }
                let key = RedisArgument("checkpoint:\(record.topic):\(delivery.partition)")
                try eventually("a probe is folded", deadline: .seconds(120)) {
                    let stored = try redis.command("GET", key).asString?.split(separator: " ").first
                    return stored.flatMap { Int64($0) }.map { $0 > delivery.offset } ?? false
                }
                return ContinuousClock.now - start
            }.sorted()
        }

        private static func text(_ delays: [Duration]) -> String {
            "\(delays[delays.count / 2]) and \(delays[delays.count - 1])"
        }
    }
}
