import Kafka

/// Which records a store of live profiles holds, and in which order they were folded: what its checkpoints and eras say.
package struct Standing: Equatable, Sendable {
    /// Up to where each partition was read.
    package var checkpoints: [TopicPartition: Checkpoint]
    /// By topic; a topic without an entry is one of which nobody kept the numbers.
    package var eras: [String: PartitionEras]

    /// By default nothing was read.
    package init(checkpoints: [TopicPartition: Checkpoint] = [:], eras: [String: PartitionEras] = [:]) {
        self.checkpoints = checkpoints
        self.eras = eras
    }

    /// How many eras there are at most: a person's records are folded era by era, and within one by their places.
    package var eraCount: Int { eras.values.reduce(1) { max($0, $1.count) } }

    /// The topics in which a person may lie in several partitions in this era, one after the other.
    package func topicsByTime(in era: Int) -> [String] {
        eras.filter { $0.value.isUnknown(era) }.map(\.key).sorted()
    }

    /// The era in which a valid event of a user was folded; nil where it was not: not yet, in another place, or never.
    package func era(of origin: RecordOrigin, user: some Collection<UInt8>, isCopy: Bool) -> Int? {
        guard let checkpoint = checkpoints[origin.place], checkpoint.hasRead(origin.position) else { return nil }
        guard let eras = eras[origin.topic] else { return isCopy ? nil : 0 }
        let era = eras.era(of: origin.position, in: origin.partition)
        return eras.folds(user, at: origin.partition, era: era, isCopy: isCopy) ? era : nil
    }

    /// The same store, taken back to where these checkpoints are.
    package func takenBack(to checkpoints: [TopicPartition: Checkpoint]) -> Standing {
        Standing(
            checkpoints: checkpoints,
            eras: Dictionary(
                uniqueKeysWithValues: eras.map { topic, eras in
                    let past = eras.past.map { era in
                        let ends = era.ends.compactMap { partition, end in
                            checkpoints[TopicPartition(topic: topic, partition: partition)].map {
                                (partition, min(end, $0.position))
                            }
                        }
                        return PartitionEras.Past(
                            partitions: era.partitions, ends: Dictionary(uniqueKeysWithValues: ends))
                    }
                    return (
                        topic,
                        PartitionEras(partitions: eras.partitions, past: past, rebuilds: eras.rebuilds)
                    )
                }))
    }
}
