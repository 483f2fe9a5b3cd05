import Events
import Kafka
import Streaming

/// The erasures of one batch, known before its first record is archived.
package struct BatchErasures {
    /// One of them.
    struct Item {
        let erasure: Erasure
        let origin: RecordOrigin
        /// As the archive stores it.
        let kafkaTime: Int64
        /// Where it stands in the batch.
        let index: Int
    }

    private struct Key: Hashable {
        let topic: String
        let bytes: [UInt8]
    }

    /// In the order of the batch.
    private(set) var items: [Item] = []
    /// Whether the batch holds records that were computed from others: insights or dead letters.
    private(set) var hasDerived = false
    /// How many records of the batch stand before a key's last erasure.
    private var lasts: [Key: Int] = [:]

    var isEmpty: Bool { items.isEmpty }

    /// Looks through a part of a batch. One in the wrong partition is none: the stream processor sends it where it belongs.
    init(_ batch: borrowing RecordBatch, _ part: Range<Int>, _ owned: OwnedPartitions) {
        batch.forEach(in: part) { index, record in
            hasDerived = hasDerived || record.topic == Topics.insights || record.topic == Topics.deadLetter
            if record.value == nil { add(record, at: index, owned) }
        }
    }

    private mutating func add(_ record: borrowing Record, at index: Int, _ owned: OwnedPartitions) {
        let place = TopicPartition(topic: record.topic, partition: record.partition)
        guard Erasure.topics.contains(record.topic), owned.shouldProcess(place, offset: record.offset),
            let erasure = try? Erasure(record),
            RecordPlacement(
                of: record, subject: erasure.user.text, partitions: owned.partitionCount(of: record.topic)) == .right
        else { return }
        items.append(
            Item(
                erasure: erasure, origin: RecordOrigin(record, generation: owned.generation(of: place)),
                kafkaTime: RecordColumns.kafkaTime(record), index: index))
        lasts[Key(topic: record.topic, bytes: Array(erasure.user.text.utf8))] = index
    }

    /// Whether a record of the batch is erased by a later one, and so is not archived at all.
    func erases(_ record: borrowing Record, at index: Int) -> Bool {
        guard !lasts.isEmpty, record.value != nil, let key = record.key.copied,
            let last = lasts[Key(topic: record.topic, bytes: key)]
        else { return false }
        return index < last
    }

    /// The same for a record that cannot be used, or a dead letter, by the people whom it names.
    ///
    /// Of another partition than the erasure's it is known by its time alone whether it came before.
    func erases(_ record: borrowing Record, naming names: [String], at index: Int) -> Bool {
        guard !items.isEmpty else { return false }
        let (topic, partition, time) = (record.topic, record.partition, RecordColumns.kafkaTime(record))
        return items.contains { item in
            guard names.contains(where: { ExactText($0) == item.erasure.user }) else { return false }
            if topic == item.origin.topic, partition == item.origin.partition { return index < item.index }
            return (topic == item.origin.topic || topic == Topics.deadLetter) && time <= item.kafkaTime
        }
    }
}
