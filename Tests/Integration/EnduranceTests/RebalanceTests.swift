import Events
import Foundation
import Glibc
import Kafka
import LocalServers
import Redis
import Synchronization
import TestSupport
import Testing

extension EnduranceTests {
    @Suite("Growing and shrinking")
    struct RebalanceTests {
        private static let settings = Pipeline.compressed.merging(
            ["HOT_SESSION_TIMEOUT": "4s", "HOT_DRAIN_DEADLINE": "2s"]
        ) { $1 }
        private static let places = Pipeline.inputs.flatMap { topic in
            (0..<(Pipeline.partitions[topic] ?? 0)).map { TopicPartition(topic: topic, partition: $0) }
        }

        @Test(
            """
            from one stream processor to three and back, no partition stands still much longer than the group's own \
            protocol takes, and nothing is lost or doubled
            """)
        func growAndShrink() async throws {
            try await Pipeline.run { pipeline in
                let (moving, protocolOnly) = (GapClock(Self.places), GapClock(Self.places))
                let bare = BareGroup(
                    [
                        "bootstrap.servers": pipeline.bootstrapServers, "session.timeout.ms": "4000",
                        "heartbeat.interval.ms": "1000", "fetch.wait.max.ms": "20",
                    ], topics: Pipeline.inputs, clock: protocolOnly)
                let load = try SteadyLoad(.init(rate: 600, wellnessPercent: 30), in: pipeline)
                let watch = try CheckpointWatch(Self.places, in: pipeline, clock: moving)
                defer { watch.stop() }
                // From the start: the in-memory log does not keep all insights.
                _ = try pipeline.start(.archiver)
                let first = try pipeline.start(.streamProcessor, Self.settings)
                bare.join()
                func settled(_ what: String, _ condition: () -> Bool) throws {
                    let since = ContinuousClock.now
                    try eventually(what, state: { pipeline.logs }) {
                        try pipeline.checkAlive()
                        return condition() && moving.allMoved(since: since) && protocolOnly.allMoved(since: since)
                    }
                }
                try settled("one of each reads everything") { first.isReady }
                _ = (moving.takeLongest(), protocolOnly.takeLongest())

                // One after the other, as they are rolled out.
                var others: [PipelineProcess] = []
                for count in 2...3 {
                    others.append(try pipeline.start(.streamProcessor, Self.settings))
                    bare.join()
                    try settled("\(count) share the partitions") {
                        bare.isShared && others.allSatisfy(\.ownsPartitions)
                    }
                    expectNoLonger("\(count - 1) to \(count)", moving.takeLongest(), protocolOnly.takeLongest())
                }
                for count in [2, 1] {
                    let leaving = others.removeLast()
                    kill(leaving.pid, SIGTERM)
                    bare.leave(1)
                    try settled("\(count) share the partitions again") { !leaving.isRunning }
                    expectNoLonger("\(count + 1) to \(count)", moving.takeLongest(), protocolOnly.takeLongest())
                }
                try load.stop()
                bare.leave(1)
                try pipeline.waitUntilDone()
                let verified = try pipeline.run(.verify)
                #expect(verified.exitCode == 0, "\(verified.output)")
            }
        }

        private func expectNoLonger(_ step: String, _ standstill: Duration, _ bare: Duration) {
            print("longest standstill, \(step): \(standstill), of which the group's protocol takes \(bare)")
            // Each group takes one to four rounds of three seconds, as its members happen to come; and the machine may be
            // busy.
            #expect(standstill < max(bare, .seconds(12)) + .seconds(6), "\(step)")
        }
    }
}

/// Tells a ``GapClock`` of every step of the stream processors' checkpoints.
private final class CheckpointWatch: Sendable {
    private let isStopped = Atomic(false)

    init(_ places: [TopicPartition], in pipeline: Pipeline, clock: GapClock) throws {
        let configuration = pipeline.redis.configuration
        Thread.detachNewThread { [self] in
            guard let redis = try? RedisConnection(configuration) else { return }
            let keys = places.map { RedisArgument("checkpoint:\($0.topic):\($0.partition)") }
            var last: [String?] = keys.map { _ in nil }
            while !isStopped.load(ordering: .relaxed) {
                let found = (try? redis.command(["MGET"] + keys).asArray) ?? []
                for (index, value) in found.map(\.asString).enumerated() where value != last[index] {
                    last[index] = value
                    clock.moved(places[index])
                }
                usleep(10_000)
            }
        }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }
}

extension PipelineProcess {
    /// Whether it was given any partition so far.
    fileprivate var ownsPartitions: Bool { log.contains(/\[\d+\].*partitions assigned/) }
}
