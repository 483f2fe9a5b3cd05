import Kafka
import Synchronization
import TestSupport

/// Looks at the checkpoints of both stores, past the proxies, and objects when one goes back.
final class CheckpointWatch: Sendable {
    /// How far the two paths are; nil while the store does not answer.
    struct Progress: Sendable {
        let hot: [TopicPartition: Int64]?
        let cold: [TopicPartition: Int64]?
    }

    private struct Floors {
        var hot: [TopicPartition: Int64] = [:]
        var cold: [TopicPartition: Int64] = [:]
    }

    private let pipeline: Pipeline
    private let journal: Journal
    private let floors = Mutex(Floors())

    init(_ pipeline: Pipeline, journal: Journal) {
        self.pipeline = pipeline
        self.journal = journal
    }

    /// Asks both stores; blocks.
    func look() -> Progress {
        floors.withLock { floors in
            let hot = try? pipeline.checkpoints()
            let cold = try? pipeline.archiveCheckpoints()
            if let hot { compare("Redis", hot, &floors.hot) }
            if let cold { compare("PostgreSQL", cold, &floors.cold) }
            return Progress(hot: hot, cold: cold)
        }
    }

    /// Kills Redis, whose append-only file is written once a second: up to that much it may forget, profiles and
    /// checkpoints together.
    func losingRedis(_ kill: () -> Void) {
        // Under the lock: what was read before the blow must not be compared with what comes after it.
        floors.withLock { floors in
            kill()
            floors.hot = [:]
        }
    }

    private func compare(
        _ store: String, _ found: [TopicPartition: Int64], _ floor: inout [TopicPartition: Int64]
    ) {
        for (place, least) in floor where found[place] ?? -1 < least {
            journal.violation("\(store)'s checkpoint of \(place) went back from \(least) to \(found[place] ?? -1)")
        }
        floor.merge(found) { $1 }
    }
}
