import Kafka

/// Where a record was computed from, or came from: its place in Kafka, told apart from the same place in an earlier log of
/// that name.
package struct RecordOrigin: Hashable, Sendable, CustomStringConvertible {
    /// The topic's name.
    package let topic: String
    /// The partition's number.
    package let partition: Int32
    /// The record's place in its partition.
    package let offset: Int64
    /// Which of the logs that have borne the name: see ``LogPosition/generation``.
    package let generation: Int64

    /// A place.
    package init(topic: String, partition: Int32, offset: Int64, generation: Int64 = 0) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.generation = generation
    }

    /// The place of a lent record in the log that is read.
    package init(_ record: borrowing Record, generation: Int64) {
        self.init(topic: record.topic, partition: record.partition, offset: record.offset, generation: generation)
    }

    /// Reads ``description``; nil for anything else.
    package init?(description: String) {
        let words = description.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 3 || words.count == 4, !words[0].isEmpty, let partition = Int32(words[1]),
            let offset = Int64(words[2])
        else { return nil }
        guard let generation = words.count == 4 ? Int64(words[3]) : 0, generation >= 0 else { return nil }
        self.init(topic: String(words[0]), partition: partition, offset: offset, generation: generation)
    }

    /// `topic/partition/offset`, in later logs of the name with `/generation`: the form of the header.
    package var description: String {
        "\(topic)/\(partition)/\(offset)" + (generation == 0 ? "" : "/\(generation)")
    }

    /// The place within the partition.
    package var position: LogPosition { LogPosition(generation: generation, offset: offset) }

    /// The partition.
    package var place: TopicPartition { TopicPartition(topic: topic, partition: partition) }

    /// Whether what was computed from here takes the place of what was computed from `old`: within a partition the later
    /// place wins, and a user who moved to another partition is told anew from there.
    package func replaces(_ old: RecordOrigin) -> Bool { place != old.place || position >= old.position }
}
