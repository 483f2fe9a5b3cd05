import CRdKafka

/// Receives the delivery reports of one producer.
final class ProducerContext: ClientContext {
    override func register(in configuration: OpaquePointer) {
        super.register(in: configuration)
        rd_kafka_conf_set_dr_msg_cb(configuration) { client, message, _ in
            guard let client, let message else { return }
            DeliveryReceipt.settle(message, client: client)
        }
    }
}
