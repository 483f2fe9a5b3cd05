import Kafka
import TestSupport

/// A new reader of a topic, from its first record to its end.
enum LogReader {
    /// A record that the log still holds.
    struct Entry {
        let place: TopicPartition
        let offset: Int64
        let key: [UInt8]
        let value: [UInt8]
    }

    static func read(_ topic: String, of pipeline: Pipeline) throws -> [Entry] {
        var ends: [TopicPartition: Int64] = [:]
        for place in try pipeline.places(of: [topic]) {
            let log = try pipeline.producer.watermarks(of: place, deadline: .seconds(10))
            if log.high > log.low { ends[place] = log.high }
        }
        let consumer = try Consumer(
            properties: ["bootstrap.servers": pipeline.bootstrapServers],
            group: "reader-\(UInt64.random(in: 0...(.max)))",
            clientID: "reader", topics: [topic],
            handlers: .init(
                onAssign: { Dictionary(uniqueKeysWithValues: $0.map { ($0, .beginning) }) }, onRevoke: { _, _ in }),
            log: { _, _, _ in })
        defer { consumer.close() }
        var entries: [Entry] = []
        // The newest record of a key is never compacted away, and the last of a partition is some key's newest.
        try eventually("\(topic) is read to its end", state: { "\(entries.count) records" }) {
            let batch = try consumer.poll(max: 1000, timeout: .milliseconds(100))
            batch.forEach { record in
                let place = TopicPartition(topic: record.topic, partition: record.partition)
                entries.append(
                    Entry(
                        place: place, offset: record.offset, key: record.key.copied ?? [],
                        value: record.value.copied ?? []))
                if let end = ends[place], record.offset + 1 >= end { ends[place] = nil }
            }
            return ends.isEmpty
        }
        return entries
    }
}
