import Events
import Glibc
import Kafka
import Streaming

/// Kafka's topics: what was appended stays, in its order.
final class LogModel {
    static let partitions: [String: Int32] = [
        Topics.wellness: 2, Topics.activity: 2, Topics.vendor: 1, Topics.insights: 1, Topics.deadLetter: 1,
    ]

    private unowned let world: World
    private var records: [TopicPartition: [HeldRecord]] = [:]
    private var contents: [TopicPartition: [RecordContent]] = [:]
    private var earlier: [TopicPartition: [(records: [HeldRecord], contents: [RecordContent])]] = [:]
    private var origins: [String: Set<String>] = [:]
    private var insights: [ExactText: [[CChar]]] = [:]
    private let reader = RecordReader()

    init(world: World) {
        self.world = world
        for (topic, count) in Self.partitions {
            for number in 0..<count { records[TopicPartition(topic: topic, partition: number)] = [] }
        }
    }

    /// The offset after the newest record of every partition.
    var ends: [TopicPartition: Int64] { records.mapValues { Int64($0.count) } }

    func end(of place: TopicPartition) -> Int64 { Int64(records[place]?.count ?? 0) }

    func records(of place: TopicPartition, from: Int64, limit: Int) -> ArraySlice<HeldRecord> {
        let all = records[place] ?? []
        guard from < all.count else { return [] }
        return all[Int(from)..<min(all.count, Int(from) + limit)]
    }

    /// The record, and what it is to whoever reads events.
    ///
    /// - Parameter life: which of the partition's logs; nil for the present one.
    func record(
        _ place: TopicPartition, _ offset: Int64, life: Int? = nil
    ) -> (record: HeldRecord, content: RecordContent)? {
        let isEarlier = life.map { $0 < self.life(of: place) } ?? false
        let log: (records: [HeldRecord], contents: [RecordContent])? =
            isEarlier ? earlier[place]?[life ?? 0] : (records[place] ?? [], contents[place] ?? [])
        guard let log, offset < log.records.count else { return nil }
        return (log.records[Int(offset)], log.contents[Int(offset)])
    }

    /// How often the partition's topic was made again.
    func life(of place: TopicPartition) -> Int { earlier[place]?.count ?? 0 }

    func places(of topic: String) -> [TopicPartition] { records.keys.filter { $0.topic == topic }.sorted() }

    /// Deletes a topic and makes it again: offsets begin at 0.
    func recreate(_ topic: String) {
        for place in places(of: topic) {
            earlier[place, default: []].append((records[place] ?? [], contents[place] ?? []))
            (records[place], contents[place]) = ([], [])
        }
        for target in origins.keys {
            origins[target] = origins[target]?.filter { !$0.hasPrefix("\(topic)/") }
        }
    }

    /// Where a record would be placed by its key.
    static func place(of record: ProducerRecord) -> TopicPartition? {
        let number =
            record.partition
            ?? (record.placement ?? record.key).map {
                Murmur2.partition(for: $0, partitions: partitions[record.topic] ?? 1)
            }
        return number.map { TopicPartition(topic: record.topic, partition: $0) }
    }

    /// As the broker does it: without a partition, by murmur2 of the key, or anywhere without a key.
    func append(_ record: ProducerRecord) {
        let place = Self.place(of: record) ?? world.dice.pick(places(of: record.topic))
        guard let place else { return world.violate("a record for the topic \(record.topic)") }
        let held = HeldRecord(
            topic: record.topic, partition: place.partition, offset: end(of: place),
            timestampMs: record.timestampMs ?? world.live.now.microseconds / 1000,
            key: record.key, value: record.value, headers: record.headers)
        records[place, default: []].append(held)
        var content = RecordContent.tombstone
        if ProcessKind.hot.topics.contains(record.topic) {
            RecordBatch([held]).forEach { content = reader.read($0) }
        }
        contents[place, default: []].append(content)
        if let origin = record.headers.last(where: { $0.name == RecordHeader.origin })?.value {
            origins[record.topic, default: []].insert(String(decoding: origin, as: UTF8.self))
        }
        if record.topic == Topics.insights, let user = record.key.flatMap({ InsightKey($0)?.user }),
            let value = record.value
        {
            insights[ExactText(user), default: []].append(value.map { CChar(bitPattern: $0) } + [0])
        }
        world.note("log", "\(place) \(held.offset): \(record.value?.count ?? -1) bytes")
    }

    /// Whether a record of this topic says that it comes from there.
    func isCarried(_ origin: RecordOrigin, to topic: String) -> Bool {
        origins[topic]?.contains(origin.description) ?? false
    }

    /// Whether an insight holds this document of the user's.
    func isTold(_ document: [UInt8], of user: String) -> Bool {
        // JSON has no zero byte.
        let part = document.map { CChar(bitPattern: $0) } + [0]
        return insights[ExactText(user)]?.reversed().contains { strstr($0, part) != nil } ?? false
    }
}
