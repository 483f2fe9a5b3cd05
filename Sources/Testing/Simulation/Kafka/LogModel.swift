import Events
import Glibc
import Kafka
import Streaming

/// Kafka's topics: what was appended stays in its order, until retention or a deletion takes it.
final class LogModel {
    /// One log of a partition; a topic that is made again begins another.
    struct Log {
        /// Nil where the broker holds what it does not deliver: control records, aborted batches.
        fileprivate(set) var records: [HeldRecord?] = []
        fileprivate(set) var contents: [RecordContent] = []
        /// The oldest offset that is still there.
        fileprivate(set) var low: Int64 = 0
    }

    /// With which every world begins.
    static let beginning: [String: Int32] = [
        Topics.wellness: 2, Topics.activity: 2, Topics.vendor: 1, Topics.insights: 1, Topics.deadLetter: 1,
    ]

    private unowned let world: World
    private(set) var partitions = beginning
    private var logs: [TopicPartition: [Log]] = [:]
    private var origins: [String: Set<String>] = [:]
    private var insights: [ExactText: [[CChar]]] = [:]
    private let reader = RecordReader()

    init(world: World) {
        self.world = world
        for (topic, count) in partitions {
            for number in 0..<count { logs[TopicPartition(topic: topic, partition: number)] = [Log()] }
        }
    }

    /// The offset after the newest record of every partition.
    var ends: [TopicPartition: Int64] { logs.mapValues { Int64($0.last?.records.count ?? 0) } }

    func end(of place: TopicPartition) -> Int64 { Int64(present(place).records.count) }

    func low(of place: TopicPartition) -> Int64 { present(place).low }

    private func present(_ place: TopicPartition) -> Log { logs[place]?.last ?? Log() }

    /// What a reader gets from there on, and where it then stands.
    func records(of place: TopicPartition, from: Int64, limit: Int) -> (records: [HeldRecord], next: Int64) {
        let all = present(place).records
        var found: [HeldRecord] = []
        var next = from
        while next < all.count, found.count < limit {
            if let record = all[Int(next)] { found.append(record) }
            next += 1
        }
        // Undelivered offsets behind the last record are passed with it.
        while next < all.count, all[Int(next)] == nil { next += 1 }
        return (found, next)
    }

    /// The record, and what it is to whoever reads events.
    ///
    /// - Parameter life: which of the partition's logs.
    func record(
        _ place: TopicPartition, _ offset: Int64, life: Int
    ) -> (record: HeldRecord, content: RecordContent)? {
        guard let lives = logs[place], lives.indices.contains(life), offset < lives[life].records.count,
            let record = lives[life].records[Int(offset)]
        else { return nil }
        return (record, lives[life].contents[Int(offset)])
    }

    /// The offset behind the last one that a log ever had.
    func end(of place: TopicPartition, life: Int) -> Int64 {
        logs[place].flatMap { $0.indices.contains(life) ? Int64($0[life].records.count) : nil } ?? 0
    }

    /// Up to where retention has deleted.
    func low(of place: TopicPartition, life: Int) -> Int64 {
        logs[place].flatMap { $0.indices.contains(life) ? $0[life].low : nil } ?? 0
    }

    /// How often the partition's topic was made again.
    func life(of place: TopicPartition) -> Int { (logs[place]?.count ?? 1) - 1 }

    func places(of topic: String) -> [TopicPartition] { logs.keys.filter { $0.topic == topic }.sorted() }

    /// Deletes a topic and makes it again: offsets begin at 0.
    func recreate(_ topic: String) {
        for place in places(of: topic) { logs[place]?.append(Log()) }
    }

    /// One more partition.
    func grow(_ topic: String) {
        let count = partitions[topic] ?? 0
        partitions[topic] = count + 1
        logs[TopicPartition(topic: topic, partition: count)] = [Log()]
    }

    /// Something that is never delivered. A log that never held anything else could not be told from the next one.
    func appendUndelivered(to place: TopicPartition) {
        guard present(place).records.contains(where: { $0 != nil }), var log = logs[place]?.popLast() else { return }
        log.records.append(nil)
        log.contents.append(.tombstone)
        logs[place]?.append(log)
    }

    /// Retention deletes what is before this offset.
    func expire(_ place: TopicPartition, before offset: Int64) {
        guard var log = logs[place]?.popLast() else { return }
        log.low = max(log.low, offset)
        logs[place]?.append(log)
    }

    /// Where a record would be placed by its key, by a client that knows so many partitions.
    func place(of record: ProducerRecord, partitions: Int32) -> TopicPartition? {
        let number =
            record.partition
            ?? (record.placement ?? record.key).map { Murmur2.partition(for: $0, partitions: partitions) }
        return number.map { TopicPartition(topic: record.topic, partition: $0) }
    }

    /// As the broker does it: without a partition, by murmur2 of the key, or anywhere without a key.
    ///
    /// - Parameter partitions: as many as the client knows; nil for all.
    func append(_ record: ProducerRecord, partitions: Int32? = nil) {
        let known = partitions ?? self.partitions[record.topic] ?? 1
        guard let place = place(of: record, partitions: known) ?? world.dice.pick(places(of: record.topic)),
            var log = logs[place]?.popLast()
        else { return world.violate("a record for the topic \(record.topic)") }
        let held = HeldRecord(
            topic: record.topic, partition: place.partition, offset: Int64(log.records.count),
            timestampMs: record.timestampMs ?? world.live.now.microseconds / 1000,
            key: record.key, value: record.value, headers: record.headers)
        log.records.append(held)
        var content = RecordContent.tombstone
        if ProcessKind.hot.topics.contains(record.topic) {
            RecordBatch([held]).forEach { content = reader.read($0) }
        }
        log.contents.append(content)
        logs[place]?.append(log)
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

    /// Whether an insight of the user's holds this document.
    func isTold(_ document: [UInt8], of user: String) -> Bool {
        // JSON has no zero byte.
        let part = document.map { CChar(bitPattern: $0) } + [0]
        return insights[ExactText(user)]?.reversed().contains { strstr($0, part) != nil } ?? false
    }

    /// Whether nothing was ever deleted, and no record was given up in the wrong partition.
    var isWhole: Bool {
        logs.values.allSatisfy { $0.count == 1 && $0[0].low == 0 }
            && !parked.contains { letter in
                letter.headers.contains {
                    $0.name == RecordHeader.reason
                        && $0.value == Array(Rejection.Reason.wrongPartition.rawValue.utf8)
                }
            }
    }

    /// Everything that was parked and could be sent again.
    var parked: [HeldRecord] {
        places(of: Topics.deadLetter).flatMap { place in (logs[place] ?? []).flatMap(\.records).compactMap(\.self) }
    }
}
