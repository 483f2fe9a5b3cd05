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
        private static let settings = ["HOT_SESSION_TIMEOUT": "4s", "HOT_DRAIN_DEADLINE": "2s"]
        private static let places = Pipeline.inputs.flatMap { topic in
            (0..<(Pipeline.partitions[topic] ?? 0)).map { TopicPartition(topic: topic, partition: $0) }
        }

        @Test("from one stream processor to three and back, no partition stands still a second longer than the group's own protocol takes, and nothing is lost or doubled")
        func growAndShrink() async throws {
            try await Pipeline.run { pipeline in
                let (moving, protocolOnly) = (GapClock(Self.places), GapClock(Self.places))
                let bare = BareGroup(
                    [
                        "bootstrap.servers": pipeline.cluster.bootstrapServers, "session.timeout.ms": "4000",
                        "heartbeat.interval.ms": "1000", "fetch.wait.max.ms": "20",
                    ], topics: Pipeline.inputs, clock: protocolOnly)
                let load = try SteadyLoad(.init(rate: 600, wellnessPercent: 30), in: pipeline)
                let watch = try CheckpointWatch(Self.places, in: pipeline, clock: moving)
                defer { watch.stop() }
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

                let others = try (0..<2).map { _ in try pipeline.start(.streamProcessor, Self.settings) }
                bare.join()
                bare.join()
                try settled("three share the partitions") { bare.isShared && others.allSatisfy(\.ownsPartitions) }
                let grown = (moving.takeLongest(), protocolOnly.takeLongest())

                for process in others { kill(process.pid, SIGTERM) }
                bare.leave(2)
                try settled("one has everything again") { others.allSatisfy { !$0.isRunning } }
                let shrunk = (moving.takeLongest(), protocolOnly.takeLongest())
                print("longest standstill, 1 to 3: \(grown.0), the protocol's own \(grown.1); 3 to 1: \(shrunk.0), \(shrunk.1)")
                #expect(grown.0 < grown.1 + .seconds(1))
                #expect(shrunk.0 < shrunk.1 + .seconds(1))
                try load.stop()
                bare.leave(1)
                _ = try pipeline.start(.archiver)
                try pipeline.waitUntilDone()
                let verified = try pipeline.run(.verify)
                #expect(verified.exitCode == 0, "\(verified.output)")
            }
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
