import Events
import Foundation
import Glibc
import LocalServers
import TestSupport
import Testing

extension EnduranceTests {
    @Suite("Stores that stay away")
    struct OutageTests {
        /// Redis or PostgreSQL.
        enum Store: String, CaseIterable {
            case redis = "Redis"
            case postgres = "PostgreSQL"
        }

        /// `PULSEHUB_ENDURE_MINUTES` for the real thing.
        private static let minutes = ProcessInfo.processInfo.environment["PULSEHUB_ENDURE_MINUTES"].flatMap(Double.init)
        private static let outage = Duration.seconds((minutes ?? 0.25) * 60)
        private static let limitMiB = 256
        /// Kafka takes partitions from a process that has not polled for this long, which must not matter either.
        private static let pollIntervalMs = minutes == nil ? 8_000 : 300_000
        private static let mix = SteadyLoad.Mix(
            rate: ProcessInfo.processInfo.environment["PULSEHUB_ENDURE_RATE"].flatMap(Int.init) ?? 400)

        @Test(
            "a store that is away under load makes lag and not-ready on its path alone, and is caught up with by itself",
            arguments: Store.allCases)
        func away(store: Store) async throws {
            try await Pipeline.run { pipeline in
                let settings = [
                    "PROCESS_MEMORY_MIB": "\(Self.limitMiB)",
                    "KAFKA_PROPERTIES": "max.poll.interval.ms=\(Self.pollIntervalMs),compression.type=lz4",
                ]
                let hot = try pipeline.start(.streamProcessor, settings)
                let cold = try pipeline.start(.archiver, settings)
                let (struck, other) = store == .redis ? (hot, cold) : (cold, hot)
                let load = try SteadyLoad(Self.mix, in: pipeline)
                try eventually("both are ready and have caught up", state: { pipeline.logs }) {
                    guard hot.isReady, cold.isReady else { return false }
                    return try pipeline.backlog(of: .redis) < Self.mix.rate
                        && pipeline.backlog(of: .postgres) < Self.mix.rate
                }
                let watch = ProcessWatch()
                store == .redis ? pipeline.redis.kill() : pipeline.postgres.kill()
                let start = ContinuousClock.now
                try eventually("\(store.rawValue) is missed", deadline: .seconds(10)) { !struck.isReady }
                var otherBacklog = 0
                while ContinuousClock.now - start < Self.outage {
                    watch.look(at: struck, other)
                    otherBacklog = max(otherBacklog, try pipeline.backlog(of: store == .redis ? .postgres : .redis))
                    usleep(500_000)
                }
                let (missed, undisturbed) = (watch.take(struck), watch.take(other))
                try store == .redis ? pipeline.redis.restart() : pipeline.postgres.restart()
                let back = ContinuousClock.now
                try eventually("it has caught up under load", deadline: .seconds(600), state: { pipeline.logs }) {
                    try pipeline.checkAlive()
                    watch.look(at: struck)
                    return try struck.isReady && pipeline.backlog(of: store) < Self.mix.rate
                }
                let caughtUp = ContinuousClock.now - back
                try load.stop()
                try pipeline.waitUntilDone(deadline: .seconds(300))
                let after = watch.take(struck)
                let peaks = [hot, cold].map { $0.memoryMiB?.peak ?? 0 }
                print(
                    """
                    \(store.rawValue) away for \(Self.outage) at \(Self.mix.rate) events/s, \(load.count) events: \
                    lag told up to \(Int(missed.mostLag)), other path's backlog up to \(otherBacklog), \
                    caught up in \(caughtUp), peak MiB \(peaks) of \(Self.limitMiB)
                    """)
                #expect(!missed.ready.contains(true))
                #expect(!undisturbed.ready.contains(false))
                let expected = Double(Self.mix.rate) * (Self.outage / .seconds(1))
                #expect(missed.mostLag > expected * 0.5, "lag was told while the store was away")
                #expect(otherBacklog < Self.mix.rate * 3, "the other path was disturbed")
                #expect(peaks.allSatisfy { (1..<Self.limitMiB).contains($0) }, "\(peaks)")
                #expect(after.ready.last == true)
                let verified = try pipeline.run(.verify, within: .seconds(600))
                #expect(verified.exitCode == 0 && verified.output.contains("0 differences"), "\(verified.output)")
            }
        }
    }
}

extension Pipeline {
    /// How many records of the inputs the path to a store has not come to.
    func backlog(of store: EnduranceTests.OutageTests.Store) throws -> Int {
        let done = store == .redis ? hotProgress : coldProgress(of: Self.inputs)
        return try Int(logEnd(of: Self.inputs) - (done ?? 0))
    }
}
