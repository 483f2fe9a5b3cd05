import Kafka
import Retrying
import Streaming

/// Keeps a person from having two owners: nobody commits under another number of partitions than the store's.
///
/// The number says whose records are folded in which partition. It stands in Redis, every commit watches it, and to change
/// it is a write of its own, which keeps where each partition stood. So all folds of a person in the partition of before are
/// stored before the first one in the partition of after.
///
/// One owning thread, as its connection has.
final class PartitionFence {
    /// Brokers may learn of new partitions one after the other: so long the larger number is believed.
    private static let patience = Duration.seconds(10)
    private static let attemptsMax = 1000

    /// What this owner believes of each topic.
    private(set) var believed: [String: PartitionEras] = [:]
    private let redis: ProfileRedis
    /// Since when the broker has told of fewer partitions than the store.
    private var smallerSince: [String: ContinuousClock.Instant] = [:]

    init(_ redis: ProfileRedis) { self.redis = redis }

    /// Takes over a topic's number of partitions, in the store too where it is new there.
    ///
    /// - Returns: whether anything has changed since this was called last.
    /// - Throws: ``StalePartitionCount`` where the store knows of more.
    func adopt(_ topic: String, partitions: Int32, now: ContinuousClock.Instant) throws -> Bool {
        for _ in 0..<Self.attemptsMax {
            if let eras = try redis.eras(of: topic), eras.partitions == partitions {
                return believe(eras, of: topic)
            }
            if let eras = try begin(topic, partitions, now: now) { return believe(eras, of: topic) }
        }
        throw StalePartitionCount(topic: topic, known: partitions, stored: nil)
    }

    private func believe(_ eras: PartitionEras, of topic: String) -> Bool {
        smallerSince[topic] = nil
        return believed.updateValue(eras, forKey: topic) != eras
    }

    /// Nil where somebody wrote meanwhile.
    private func begin(_ topic: String, _ partitions: Int32, now: ContinuousClock.Instant) throws -> PartitionEras? {
        let known = try redis.eras(of: topic)
        let places = (0..<max(partitions, known?.widest ?? 0)).map { TopicPartition(topic: topic, partition: $0) }
        let (stored, checkpoints) = try redis.beginEra(of: topic, places)
        guard stored == known else { return nil }
        let standing = Dictionary(uniqueKeysWithValues: checkpoints.map { ($0.key.partition, $0.value.position) })
        var eras = PartitionEras.unknown(until: standing, partitions: partitions)
        if let stored {
            // Of a topic that was made again with fewer, the broker goes on saying so.
            if stored.partitions > partitions { try checkPatience(topic, partitions, stored, now: now) }
            eras = stored.next(partitions: partitions, standing: standing)
        }
        return try redis.storeEra(eras, of: topic) == .committed ? eras : nil
    }

    private func checkPatience(
        _ topic: String, _ partitions: Int32, _ stored: PartitionEras, now: ContinuousClock.Instant
    ) throws {
        let since = smallerSince[topic] ?? now
        smallerSince[topic] = since
        guard now - since >= Self.patience else {
            throw StalePartitionCount(topic: topic, known: partitions, stored: stored.partitions)
        }
    }
}

/// The broker asked tells of fewer partitions than somebody else has seen, or they change all the time: to ask again is
/// all that can be done.
package struct StalePartitionCount: RetriableError, CustomStringConvertible {
    let topic: String
    let known: Int32
    let stored: Int32?

    /// Brokers agree soon.
    package var isRetriable: Bool { true }

    /// What is waited for.
    package var description: String {
        guard let stored else { return "\(topic): the number of partitions changes all the time" }
        return "\(topic): the broker tells of \(known) partitions, another process has seen \(stored); asking again"
    }
}
