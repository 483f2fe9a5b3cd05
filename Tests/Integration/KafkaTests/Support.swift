import Kafka
import Testing

/// One cluster for the suites that inject no faults.
enum SharedCluster {
    static let cluster = Result { try InMemoryCluster.start(brokers: 1, log: { _, _, _ in }) }
}

let quiet: KafkaLog = { _, _, _ in }

func makeProducer(
    _ cluster: InMemoryCluster, deliveryTimeout: Duration = .seconds(20), queueRecordsMax: Int = 100_000,
    _ properties: KafkaProperties = [:]
) throws -> Producer {
    try Producer(
        properties: ["bootstrap.servers": cluster.bootstrapServers].merging(properties) { $1 }, clientID: "test",
        deliveryTimeout: deliveryTimeout, queueRecordsMax: queueRecordsMax, log: quiet)
}

func makeConsumer(
    _ cluster: InMemoryCluster, topics: [String], group: String, _ properties: KafkaProperties = [:],
    onAssign: @escaping ([TopicPartition]) throws -> [TopicPartition: Consumer.StartOffset] = fromTheBeginning,
    onRevoke: @escaping ([TopicPartition], Bool) -> Void = { _, _ in }
) throws -> Consumer {
    // A session shorter than the 3 s that the in-memory cluster waits for a group's first members would end before it
    // began; a longer one delays every later rebalance.
    let defaults = [
        "bootstrap.servers": cluster.bootstrapServers, "fetch.wait.max.ms": "10", "session.timeout.ms": "4000",
        "heartbeat.interval.ms": "200", "topic.metadata.refresh.interval.ms": "500",
    ]
    return try Consumer(
        properties: defaults.merging(properties) { $1 }, group: group, clientID: "test", topics: topics,
        handlers: .init(onAssign: onAssign, onRevoke: onRevoke), log: quiet)
}

func fromTheBeginning(_ partitions: [TopicPartition]) -> [TopicPartition: Consumer.StartOffset] {
    Dictionary(uniqueKeysWithValues: partitions.map { ($0, .beginning) })
}

/// A record copied out of a batch.
struct Copy: Equatable {
    var topic: String
    var partition: Int32
    var offset: Int64
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [KafkaHeader]
    var timestampMs: Int64

    init(_ record: borrowing Record) {
        topic = record.topic
        partition = record.partition
        offset = record.offset
        key = record.key.copied
        value = record.value.copied
        headers = record.hasHeaders ? record.headers() : []
        timestampMs = record.timestampMs
    }

    var text: String { String(decoding: value ?? [], as: UTF8.self) }
}

struct GaveUp: Error {
    let seen: [Copy]
}

/// Polls until `isEnough`, failing after `limit`.
@discardableResult
func read(
    _ consumer: Consumer, max: Int = 1000, within limit: Duration = .seconds(60), until isEnough: ([Copy]) -> Bool
) throws -> [Copy] {
    let deadline = ContinuousClock.now + limit
    var seen: [Copy] = []
    while !isEnough(seen) {
        guard ContinuousClock.now < deadline else { throw GaveUp(seen: seen) }
        let batch = try consumer.poll(max: max, timeout: .milliseconds(200))
        if let error = batch.errors.first { throw error }
        batch.forEach { seen.append(Copy($0)) }
    }
    return seen
}

func texts(_ values: some Sequence<String>, topic: String, partition: Int32? = 0) -> [ProducerRecord] {
    values.map { ProducerRecord(topic: topic, partition: partition, value: Array($0.utf8)) }
}
