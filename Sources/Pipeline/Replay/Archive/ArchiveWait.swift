import Glibc
import Kafka
import Streaming

/// Waits for the archive to pass checkpoints of Redis, as long as it makes progress.
struct ArchiveWait {
    private let patience: Duration
    private var deadline: ContinuousClock.Instant
    private var seen: Int64 = -1

    init(patience: Duration) {
        self.patience = patience
        deadline = .now + patience
    }

    /// Whether every record before the checkpoints is archived.
    ///
    /// - Throws: ``ArchiveBehind`` when that cannot be expected any more.
    mutating func hasPassed(
        _ wanted: [TopicPartition: Checkpoint], _ archived: [TopicPartition: Checkpoint]
    ) throws -> Bool {
        var behind: TopicPartition?
        for (partition, checkpoint) in wanted {
            let there = archived[partition]
            if let mine = checkpoint.clusterID, let other = there?.clusterID, mine != other {
                throw ArchiveBehind(
                    partition: partition, detail: "Redis has read Kafka cluster \(mine), the archive \(other)")
            }
            if there.map({ $0.position < checkpoint.position }) ?? (checkpoint.nextOffset > 0) { behind = partition }
        }
        guard let behind else { return true }
        let sum = archived.values.reduce(0) { $0 + $1.nextOffset }
        if sum != seen { deadline = .now + patience }
        seen = sum
        guard ContinuousClock.now < deadline else {
            throw ArchiveBehind(
                partition: behind,
                detail: "Redis stands at offset \(wanted[behind]?.nextOffset ?? 0), the archive has not moved from "
                    + "\(archived[behind]?.nextOffset ?? 0) in \(patience)")
        }
        return false
    }

    /// Lets the archiver work.
    func rest() { usleep(50_000) }
}

/// The archive lacks records that are in the profiles already.
package struct ArchiveBehind: Error, CustomStringConvertible {
    let partition: TopicPartition
    let detail: String

    /// The cause and the cure.
    package var description: String { "the archive is behind in \(partition): \(detail). Is the archiver running?" }
}
