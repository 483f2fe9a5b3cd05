import CRdKafka

/// Asks whether a broker answers, over a client's own connections and from any thread; keeps the client alive, not its
/// membership of a group.
///
/// librdkafka tells when connections break, and never when they are mended: only asking shows that.
package struct BrokerCheck: Sendable {
    private let handle: ClientHandle

    init(_ handle: ClientHandle) { self.handle = handle }

    /// Returns as soon as any broker of the cluster has answered.
    ///
    /// - Throws: where none has by the timeout.
    package func answer(within timeout: Duration) throws(KafkaError) {
        var answer: UnsafePointer<rd_kafka_metadata>?
        // Of the topics that this client uses already: a question for others may create them.
        try KafkaError.check(
            rd_kafka_metadata(handle.pointer, 0, nil, &answer, timeout.milliseconds), client: handle.pointer)
        rd_kafka_metadata_destroy(answer)
    }
}

extension Consumer {
    /// For whoever watches the brokers.
    package var brokers: BrokerCheck { BrokerCheck(handle) }

    /// Whether this member has asked the group for partitions and has not been answered yet; for any thread.
    package var isJoining: Bool { context.joins.isJoining }
}
