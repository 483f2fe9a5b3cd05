import Kafka

/// How old the oldest record is that a path has not stored yet, by comparing ends of the log as they were with checkpoints
/// as they are.
package struct LagClock {
    private let topics: Set<String>
    private var snapshots: [(at: ContinuousClock.Instant, ends: [TopicPartition: Int64])] = []

    /// An hour of looks, in case that a path never comes back.
    private static let snapshotsMax = 20_000

    /// For a path that reads these topics.
    package init(_ topics: [String]) { self.topics = Set(topics) }

    /// Takes note of the log's ends at this time, and tells since when the path is behind.
    ///
    /// - Parameter checkpoints: how far the path is; nil while nobody can say.
    package mutating func age(
        at now: ContinuousClock.Instant, ends: [TopicPartition: Int64], checkpoints: [TopicPartition: Int64]?
    ) -> Duration {
        if snapshots.count < Self.snapshotsMax {
            snapshots.append((now, ends.filter { topics.contains($0.key.topic) }))
        }
        let reached = snapshots.prefix { $0.ends.allSatisfy { place, end in checkpoints?[place] ?? 0 >= end } }
        snapshots.removeFirst(reached.count)
        return snapshots.first.map { now - $0.at } ?? .zero
    }
}
