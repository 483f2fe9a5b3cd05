import Kafka

/// How far a store has read the earlier logs of a partition whose topic was made again: what no checkpoint says.
struct Lineage {
    private var ended: [TopicPartition: [Int64]] = [:]

    /// Which log of the partition the store's checkpoint belongs to, counted from 0.
    func life(of place: TopicPartition) -> Int { ended[place]?.count ?? 0 }

    /// Up to where an earlier log was read.
    func end(of place: TopicPartition, life: Int) -> Int64 { ended[place]?[life] ?? 0 }

    /// The store goes over to a new log.
    mutating func restart(_ place: TopicPartition, at end: Int64) { ended[place, default: []].append(end) }
}
