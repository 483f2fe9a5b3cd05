import CRdKafka

/// Records lent by librdkafka without copying, which are given back when the batch is let go; or records held in memory.
///
/// Within one partition, records stand in offset order.
package struct RecordBatch: ~Copyable {
    /// What came instead of records: a start outside the log, a broker that refuses, and so on.
    package let errors: [KafkaError]
    /// Partitions whose end was reached behind the records of this batch, and the next offset there: a broker delivers no
    /// control records and no records of aborted transactions, so this may lie beyond the last record's.
    package let ends: [TopicPartition: Int64]
    /// Lowest offset left out, for each partition that was revoked while the batch was gathered.
    let dropped: [TopicPartition: Int64]
    private let messages: [UnsafeMutablePointer<rd_kafka_message_t>]
    /// Instead of messages.
    private let held: [HeldRecord]
    /// Names by topic object: one String per topic and batch. The messages keep the topic objects alive.
    private let topics: [(handle: OpaquePointer, name: String)]
    /// Messages point into the client's memory, so it has to outlive them.
    private let handle: ClientHandle?

    /// A batch that needs no Kafka; within one partition, records must stand in offset order.
    package init(_ records: [HeldRecord], errors: [KafkaError] = [], ends: [TopicPartition: Int64] = [:]) {
        self.errors = errors
        self.ends = ends
        held = records
        messages = []
        topics = []
        dropped = [:]
        handle = nil
    }

    init(
        taking taken: some Sequence<UnsafeMutablePointer<rd_kafka_message_t>?>, handle: ClientHandle,
        dropping revoked: Set<TopicPartition>
    ) {
        var messages: [UnsafeMutablePointer<rd_kafka_message_t>] = []
        messages.reserveCapacity(taken.underestimatedCount)
        var topics: [(handle: OpaquePointer, name: String)] = []
        var errors: [KafkaError] = []
        var dropped: [TopicPartition: Int64] = [:]
        var ends: [TopicPartition: Int64] = [:]
        for case let message? in taken {
            if let topic = message.pointee.rkt, topics.last?.handle != topic,
                !topics.contains(where: { $0.handle == topic })
            {
                topics.append((topic, String(cString: rd_kafka_topic_name(topic))))
            }
            let place =
                revoked.isEmpty && message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : Self.place(of: message)
            if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                if message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                    if let place, !revoked.contains(place) { ends[place] = message.pointee.offset }
                } else {
                    let reason = rd_kafka_message_errstr(message).map { String(cString: $0) }
                    errors.append(
                        KafkaError(message.pointee.err, client: handle.pointer, reason: reason, partition: place))
                }
                rd_kafka_message_destroy(message)
            } else if let place, revoked.contains(place) {
                dropped[place] = min(dropped[place] ?? .max, message.pointee.offset)
                rd_kafka_message_destroy(message)
            } else {
                messages.append(message)
            }
        }
        self.messages = messages
        held = []
        self.topics = topics
        self.errors = errors
        self.ends = ends
        self.dropped = dropped
        self.handle = handle
    }

    deinit {
        for message in messages { rd_kafka_message_destroy(message) }
    }

    /// How many records there are; errors do not count.
    package var count: Int { messages.count + held.count }

    /// True if there are no records.
    package var isEmpty: Bool { count == 0 }

    /// Lends every record in turn.
    package func forEach<Failure: Error>(
        _ body: (borrowing Record) throws(Failure) -> Void
    ) throws(Failure) {
        for index in 0..<count { try withRecord(at: index, body) }
    }

    /// Lends the records of a part of the batch in turn, each with its index.
    package func forEach<Failure: Error>(
        in part: Range<Int>, _ body: (_ index: Int, borrowing Record) throws(Failure) -> Void
    ) throws(Failure) {
        for index in part { try withRecord(at: index) { (record) throws(Failure) in try body(index, record) } }
    }

    /// Lends the record at `index`, 0..<``count``.
    package func withRecord<Value: ~Copyable, Failure: Error>(
        at index: Int, _ body: (borrowing Record) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard held.isEmpty else { return try body(Record(held[index])) }
        let message = messages[index]
        return try body(Record(message: message, topic: name(of: message.pointee.rkt)))
    }

    private func name(of topic: OpaquePointer?) -> String {
        for known in topics where known.handle == topic { return known.name }
        return ""
    }

    private static func place(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> TopicPartition? {
        guard let topic = message.pointee.rkt, message.pointee.partition >= 0 else { return nil }
        return TopicPartition(topic: String(cString: rd_kafka_topic_name(topic)), partition: message.pointee.partition)
    }
}
