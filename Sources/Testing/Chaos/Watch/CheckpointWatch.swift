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

    private let pipeline: Pipeline
    private let journal: Journal
    private let floors = Mutex(CheckpointFloors())

    init(_ pipeline: Pipeline, journal: Journal) {
        self.pipeline = pipeline
        self.journal = journal
    }

    /// Asks both stores; blocks.
    func look() -> Progress {
        floors.withLock { floors in
            let hot = try? pipeline.checkpoints()
            let cold = try? pipeline.archiveCheckpoints()
            let violations = (hot.map { floors.seeRedis($0) } ?? []) + (cold.map { floors.seeArchive($0) } ?? [])
            for violation in violations { journal.violation(violation) }
            return Progress(hot: hot, cold: cold)
        }
    }

    /// Kills Redis, whose append-only file is written once a second.
    func losingRedis(_ kill: () -> Void) {
        // Under the lock: what was read before the blow must not be compared with what comes after it.
        floors.withLock { floors in
            kill()
            floors.loseRedis()
        }
    }

    /// Rebuilds, for as long as that takes.
    func rebuilding(_ rebuild: () throws -> Void) rethrows {
        floors.withLock { $0.beginRebuild() }
        defer { floors.withLock { $0.endRebuild() } }
        try rebuild()
    }
}
