import Glibc
import Kafka
import Streaming

/// Waits for Redis to pass the erasures that the archive has carried out, as long as it makes progress.
///
/// The events before an erasure are gone, so a profile that still contains them can be compared with nothing.
struct LiveWait {
    private let patience: Duration
    private var deadline: ContinuousClock.Instant
    private var seen: Int64 = -1

    init(patience: Duration) {
        self.patience = patience
        deadline = .now + patience
    }

    /// Whether every profile of the page is beyond the last erasure of its partition.
    ///
    /// - Throws: ``LiveBehind`` when that cannot be expected any more.
    mutating func hasPassed(_ erasures: [TopicPartition: LogPosition], _ page: LivePage) throws(LiveBehind) -> Bool {
        let behind = erasures.first { partition, place in
            // Without a checkpoint there is no profile either.
            page.standing.checkpoints[partition].map { $0.position <= place } ?? false
        }
        guard let behind else { return true }
        let sum = page.standing.checkpoints.values.reduce(0) { $0 + $1.nextOffset }
        if sum != seen { deadline = .now + patience }
        seen = sum
        guard ContinuousClock.now < deadline else {
            throw LiveBehind(partition: behind.key, erasure: behind.value.offset, patience: patience)
        }
        return false
    }

    /// Lets the stream processor work.
    func rest() { usleep(50_000) }
}

/// The archive has erased somebody whom Redis still knows.
package struct LiveBehind: Error, CustomStringConvertible {
    let partition: TopicPartition
    let erasure: Int64
    let patience: Duration

    /// The cause and the cure.
    package var description: String {
        "the archive has carried out the erasure at \(partition), offset \(erasure), and Redis has not come to it in "
            + "\(patience). Is the stream processor running?"
    }
}
