import Events
import Kafka

/// Reads the preloaded topic once through our own consumer, from its first record to its last.
struct LogReader {
    let properties: KafkaProperties
    let group: String
    let events: Int
    let batchRecords: Int

    /// The time begins when the partitions are assigned, as it does for the processes.
    func read(_ body: (consuming RecordBatch) throws -> Void) throws -> Measurement {
        var watch = Stopwatch()
        let consumer = try Consumer(
            properties: properties, group: group, clientID: group, topics: [Topics.wellness],
            handlers: .init(
                onAssign: { places in
                    watch = Stopwatch()
                    return Dictionary(uniqueKeysWithValues: places.map { ($0, .beginning) })
                }, onRevoke: { _, _ in }))
        defer { consumer.close() }
        var seen = 0
        while seen < events {
            let batch = try consumer.poll(max: batchRecords, timeout: .seconds(30))
            if let error = batch.errors.first { throw error }
            // A partition's end is told in a batch without records; silence is the log's.
            guard !batch.isEmpty || !batch.ends.isEmpty else {
                throw DevError("the log ended after \(seen) of \(events) events")
            }
            seen += batch.count
            try body(batch)
        }
        return watch.measurement(items: seen)
    }

    /// The whole topic, kept in memory.
    func hold() throws -> [HeldBatch] {
        var held: [HeldBatch] = []
        _ = try read { held.append(HeldBatch($0)) }
        return held
    }
}

/// A batch that stays after the consumer has gone on.
final class HeldBatch {
    let batch: RecordBatch

    init(_ batch: consuming RecordBatch) { self.batch = batch }
}
