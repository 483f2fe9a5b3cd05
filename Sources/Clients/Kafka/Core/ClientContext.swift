import CRdKafka

/// What librdkafka's callbacks find behind the client's one opaque pointer.
class ClientContext {
    /// Read from any thread, hence constant.
    let log: KafkaLog?

    init(log: KafkaLog?) {
        self.log = log
    }

    /// The context of a client; valid inside callbacks, because the handle outlives them.
    static func of(_ client: OpaquePointer?) -> ClientContext? {
        guard let client, let opaque = rd_kafka_opaque(client) else { return nil }
        return Unmanaged<ClientContext>.fromOpaque(opaque).takeUnretainedValue()
    }

    /// Called while a client is being configured, to register callbacks.
    func register(in configuration: OpaquePointer) {
        guard log != nil else { return }
        rd_kafka_conf_set_log_cb(configuration) { client, level, facility, message in
            guard let log = ClientContext.of(client)?.log, let facility, let message else { return }
            log(level, String(cString: facility), String(cString: message))
        }
    }
}
