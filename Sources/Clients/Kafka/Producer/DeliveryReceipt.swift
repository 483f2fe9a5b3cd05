import CRdKafka

/// Carries the caller's closure through librdkafka and back: retained when the record is queued, released by the one
/// delivery report that librdkafka owes for it.
final class DeliveryReceipt: Sendable {
    /// See ``ProducerRecord/placement``.
    let placement: [UInt8]?
    private let whenDone: @Sendable (Result<Delivery, KafkaError>) -> Void

    init(placement: [UInt8]? = nil, _ whenDone: @escaping @Sendable (Result<Delivery, KafkaError>) -> Void) {
        self.placement = placement
        self.whenDone = whenDone
    }

    static func settle(_ message: UnsafePointer<rd_kafka_message_t>, client: OpaquePointer) {
        guard let opaque = message.pointee._private else { return }
        let receipt = Unmanaged<DeliveryReceipt>.fromOpaque(opaque).takeRetainedValue()
        receipt.whenDone(result(of: message, client: client))
    }

    private static func result(
        of message: UnsafePointer<rd_kafka_message_t>, client: OpaquePointer
    ) -> Result<Delivery, KafkaError> {
        guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let place = message.pointee.rkt.map {
                TopicPartition(topic: String(cString: rd_kafka_topic_name($0)), partition: message.pointee.partition)
            }
            return .failure(KafkaError(message.pointee.err, client: client, partition: place))
        }
        return .success(
            Delivery(
                partition: message.pointee.partition, offset: message.pointee.offset,
                timestampMs: rd_kafka_message_timestamp(message, nil)))
    }
}
