import CRdKafka
import Synchronization

/// An idempotent producer (`acks=all`) with a bounded queue, placing keys by murmur2 as Java clients do.
///
/// Safe to use from any thread. A thread of its own serves delivery reports as they come.
package final class Producer: Sendable {
    let gate = ProgressGate()
    private let handle: ClientHandle
    private let deliveries: DeliveryThread
    /// Held while a record enters the queue, so that nothing can slip in behind ``close(deadline:)``.
    private let isOpen = Mutex(true)

    /// Opens a producer; brokers are contacted in the background, so an unreachable one is no error here.
    ///
    /// - Parameters:
    ///   - properties: must hold `bootstrap.servers`; see ``KafkaProperties``.
    ///   - clientID: `client.id`, seen in the broker's logs and quotas.
    ///   - deliveryTimeout: after this long without an acknowledgement a record fails.
    ///   - queueRecordsMax: records that may wait for acknowledgement, 1...10,000,000.
    ///   - queueKilobytesMax: their bytes in KiB, 1...2,147,483,647.
    ///   - log: nil leaves librdkafka's log on standard error.
    package init(
        properties: KafkaProperties, clientID: String, deliveryTimeout: Duration = .seconds(120),
        queueRecordsMax: Int = 100_000, queueKilobytesMax: Int = 256 * 1024, log: KafkaLog? = nil
    ) throws(KafkaError) {
        let defaults = [
            "client.id": clientID,
            "enable.idempotence": "true",
            "acks": "all",
            "message.timeout.ms": String(max(1, deliveryTimeout.milliseconds)),
            "queue.buffering.max.messages": String(queueRecordsMax),
            "queue.buffering.max.kbytes": String(queueKilobytesMax),
        ]
        handle = try ClientHandle(
            RD_KAFKA_PRODUCER, properties: properties, defaults: defaults, context: ProducerContext(log: log))
        deliveries = try DeliveryThread(serving: handle, gate: gate)
    }

    deinit {
        close(deadline: .zero)
    }

    /// Copies a record into the queue and returns at once.
    ///
    /// - Parameter whenDone: called exactly once if this call does not throw, on the delivery thread (or, while the
    ///   producer closes, on the closing thread): be quick there.
    /// - Throws: ``KafkaError/Code/queueFull`` when the bounded queue has no room, ``KafkaError/Code/closed`` after
    ///   ``close(deadline:)``, and errors that no retry can mend (an unknown partition, a record too large).
    package func enqueue(
        _ record: ProducerRecord, whenDone: @escaping @Sendable (Result<Delivery, KafkaError>) -> Void
    ) throws(KafkaError) {
        let receipt = Unmanaged.passRetained(DeliveryReceipt(placement: record.placement, whenDone))
        let response = isOpen.withLock { isOpen in
            guard isOpen else { return RD_KAFKA_RESP_ERR__DESTROY }
            return record.produce(to: handle.pointer, receipt: receipt.toOpaque())
        }
        guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
            receipt.release()
            throw KafkaError(response, client: handle.pointer)
        }
    }

    /// Produces a record and waits for its acknowledgement, at most the delivery timeout; a cancelled task waits too.
    package func send(_ record: ProducerRecord) async throws(KafkaError) -> Delivery {
        let result: Result<Delivery, KafkaError> = await withCheckedContinuation { continuation in
            do throws(KafkaError) {
                try enqueue(record) { continuation.resume(returning: $0) }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try result.get()
    }

    /// Sends what is queued without lingering and waits until every record has its result.
    ///
    /// - Throws: ``KafkaError/Code/timedOut`` when some are still on their way at the deadline; they stay queued.
    package func flush(deadline: Duration) throws(KafkaError) {
        try KafkaError.check(rd_kafka_flush(handle.pointer, deadline.milliseconds), client: handle.pointer)
    }

    /// Refuses new records, gives those queued until the deadline, and fails the rest with
    /// ``KafkaError/Code/purgedFromQueue`` or ``KafkaError/Code/purgedInFlight``. Every result has been delivered when
    /// this returns, unless it is called from inside a delivery. Further calls do nothing.
    package func close(deadline: Duration) {
        let isFirst = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        guard isFirst else { return }
        // Inside a delivery a flush would wait in vain for the very report that is being served.
        if deadline > .zero, !deliveries.isCurrent { rd_kafka_flush(handle.pointer, deadline.milliseconds) }
        rd_kafka_purge(handle.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        deliveries.stop()
    }

    /// How many partitions a topic has.
    package func partitionCount(of topic: String, deadline: Duration) throws(KafkaError) -> Int32 {
        try handle.partitionCount(of: topic, timeout: deadline)
    }

    /// Asks the broker for the oldest offset kept and the one the next record will get.
    package func watermarks(
        of place: TopicPartition, deadline: Duration
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        try handle.watermarks(of: place, timeout: deadline)
    }

    /// For whoever watches the brokers.
    package var brokers: BrokerCheck { BrokerCheck(handle) }

    /// The cluster's id; nil if no broker said it within the deadline.
    package func clusterID(deadline: Duration) -> String? {
        handle.clusterID(timeout: deadline)
    }
}
