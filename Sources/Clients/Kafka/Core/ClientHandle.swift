import CRdKafka
import Synchronization

/// Owns one `rd_kafka_t` and destroys it when the last user lets go.
///
/// Producer, consumer and every batch of lent records hold a strong reference, so the memory behind a record
/// cannot go before the record does.
// @unchecked: the fields are constant or atomic, librdkafka's functions may be called from any thread, and the context behind
// the opaque pointer states its own thread rules.
final class ClientHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    private let context: Unmanaged<ClientContext>
    private let isAbandoned = Atomic(false)

    init(
        _ kind: rd_kafka_type_t, properties: KafkaProperties, defaults: KafkaProperties, context: ClientContext
    ) throws(KafkaError) {
        guard let configuration = rd_kafka_conf_new() else { throw KafkaError(.state, reason: "out of memory") }
        do throws(KafkaError) {
            try Self.set(defaults.merging(properties) { _, own in own }, in: configuration)
        } catch {
            rd_kafka_conf_destroy(configuration)
            throw error
        }
        let retained = Unmanaged.passRetained(context)
        rd_kafka_conf_set_opaque(configuration, retained.toOpaque())
        context.register(in: configuration)

        let (client, reason) = withErrorText { text, size in rd_kafka_new(kind, configuration, text, size) }
        guard let client else {
            // Only a successful rd_kafka_new() takes the configuration over.
            rd_kafka_conf_destroy(configuration)
            retained.release()
            throw KafkaError(.invalidArgument, reason: reason)
        }
        pointer = client
        self.context = retained
    }

    /// Leaves the client and its threads to the end of the process, where destroying it would not be safe.
    func abandon() { isAbandoned.store(true, ordering: .relaxed) }

    deinit {
        if isAbandoned.load(ordering: .relaxed) { return }
        rd_kafka_destroy(pointer)
        // Not earlier: rd_kafka_destroy() joins the threads that still log through the context.
        context.release()
    }

    private static func set(_ properties: KafkaProperties, in configuration: OpaquePointer) throws(KafkaError) {
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            let (result, reason) = withErrorText { text, size in
                rd_kafka_conf_set(configuration, name, value, text, size)
            }
            guard result == RD_KAFKA_CONF_OK else {
                throw KafkaError(.invalidArgument, reason: "property \(name): \(reason)")
            }
        }
    }
}

/// Runs a librdkafka call that explains its failure in a caller's buffer.
func withErrorText<R>(_ call: (UnsafeMutablePointer<CChar>?, Int) -> R) -> (R, String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        buffer.initialize(repeating: 0)
        let result = call(buffer.baseAddress, buffer.count)
        return (result, buffer.baseAddress.map { String(cString: $0) } ?? "")
    }
}
