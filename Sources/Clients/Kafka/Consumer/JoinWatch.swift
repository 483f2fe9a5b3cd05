import CRdKafka
import Synchronization

/// Whether a member has asked to join and has not got its share yet. librdkafka shows that only in its requests.
///
/// What such a member commits reaches the group behind its own request to join, with a generation that has passed by then;
/// librdkafka 2.0.2 answers the refusal by giving up all its partitions.
final class JoinWatch: Sendable {
    private let joining = Atomic(false)

    var isJoining: Bool { joining.load(ordering: .relaxed) }

    /// The client must not outlive this object.
    func register(in configuration: OpaquePointer) {
        let this = Unmanaged.passUnretained(self).toOpaque()
        rd_kafka_conf_interceptor_add_on_new(
            configuration, "joins",
            { client, _, this, _, _ in
                rd_kafka_interceptor_add_on_request_sent(
                    client, "joins",
                    { _, _, _, _, key, _, _, _, this in
                        if key == JoinWatch.joinGroup { JoinWatch.of(this)?.joining.store(true, ordering: .relaxed) }
                        return RD_KAFKA_RESP_ERR_NO_ERROR
                    }, this)
                rd_kafka_interceptor_add_on_response_received(
                    client, "joins",
                    { _, _, _, _, key, _, _, _, _, _, this in
                        if key == JoinWatch.syncGroup { JoinWatch.of(this)?.joining.store(false, ordering: .relaxed) }
                        return RD_KAFKA_RESP_ERR_NO_ERROR
                    }, this)
                return RD_KAFKA_RESP_ERR_NO_ERROR
            }, this)
    }

    // The protocol's API keys.
    private static let joinGroup: Int16 = 11
    private static let syncGroup: Int16 = 14

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> JoinWatch? {
        pointer.map { Unmanaged<JoinWatch>.fromOpaque($0).takeUnretainedValue() }
    }
}
