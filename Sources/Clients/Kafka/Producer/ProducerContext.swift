import CRdKafka

/// Receives the delivery reports of one producer.
final class ProducerContext: ClientContext {
    override func register(in configuration: OpaquePointer) {
        super.register(in: configuration)
        rd_kafka_conf_set_dr_msg_cb(configuration) { client, message, _ in
            guard let client, let message else { return }
            DeliveryReceipt.settle(message, client: client)
        }
        rd_kafka_topic_conf_set_partitioner_cb(rd_kafka_conf_get_default_topic_conf(configuration), choosePartition)
    }
}

/// Places a record as Java clients do, by its placement where it has one. It is called before the delivery report, so the
/// receipt is there.
private func choosePartition(
    topic: OpaquePointer?, key: UnsafeRawPointer?, length: Int, partitions: Int32,
    topicOpaque: UnsafeMutableRawPointer?,
    receipt: UnsafeMutableRawPointer?
) -> Int32 {
    if let receipt, let placement = Unmanaged<DeliveryReceipt>.fromOpaque(receipt).takeUnretainedValue().placement {
        return Murmur2.partition(for: placement, partitions: partitions)
    }
    guard let key else {
        return rd_kafka_msg_partitioner_random(topic, key, length, partitions, topicOpaque, receipt)
    }
    return Murmur2.partition(for: UnsafeRawBufferPointer(start: key, count: length), partitions: partitions)
}
