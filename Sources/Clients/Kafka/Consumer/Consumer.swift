import CRdKafka

/// A member of a consumer group that reads in batches.
///
/// Not Sendable: the first thread that uses it owns it, and rebalance handlers run on that thread inside
/// ``poll(max:timeout:)``; only ``wait`` is for others too. Polls must follow each other within `max.poll.interval.ms` (5 minutes unless configured).
package final class Consumer {
    let handle: ClientHandle
    let context: GroupContext
    /// For whoever may ask the owner to stop.
    package let wait: ConsumerWait
    private let queue: OpaquePointer
    private var owner = OwnerThread()
    private var isOpen = true
    private typealias Messages = UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    /// Room for librdkafka's answer, reused by every poll.
    private var scratch: [UnsafeMutablePointer<rd_kafka_message_t>?] = []

    /// Joins a group in the background; partitions arrive during ``poll(max:timeout:)``.
    ///
    /// Defaults that `properties` may override: cooperative-sticky assignment, no automatic commit or offset store,
    /// `auto.offset.reset=error`, so that a start outside the log is reported and never guessed, reports of reached ends,
    /// and a look for new partitions every ten seconds.
    /// - Parameters:
    ///   - topics: names, or regular expressions beginning with `^`.
    ///   - log: nil leaves librdkafka's log on standard error.
    package init(
        properties: KafkaProperties, group: String, clientID: String, topics: [String], handlers: Handlers,
        log: KafkaLog? = nil
    ) throws(KafkaError) {
        let defaults = [
            "client.id": clientID,
            "group.id": group,
            "enable.auto.commit": "false",
            "enable.auto.offset.store": "false",
            "auto.offset.reset": "error",
            "enable.partition.eof": "true",
            "topic.metadata.refresh.interval.ms": "10000",
            "partition.assignment.strategy": "cooperative-sticky",
        ]
        context = GroupContext(handlers: handlers, log: log)
        handle = try ClientHandle(
            RD_KAFKA_CONSUMER, properties: properties, defaults: defaults, context: context)
        wait = ConsumerWait(handle)
        // Everything, errors included, is to come through the one queue that poll() reads.
        try KafkaError.check(rd_kafka_poll_set_consumer(handle.pointer), client: handle.pointer)
        guard let queue = rd_kafka_queue_get_consumer(handle.pointer) else {
            throw KafkaError(.state, reason: "the client has no consumer queue")
        }
        self.queue = queue
        let subscription = PartitionList(topics: topics)
        let response = rd_kafka_subscribe(handle.pointer, subscription.pointer)
        guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
            leave()
            throw KafkaError(response, client: handle.pointer)
        }
    }

    deinit {
        leave()
    }

    /// Waits until there is at least one record, an error or a rebalance to serve, then takes what is ready.
    ///
    /// Records of a partition that was revoked during this call are not in the batch: its next owner reads them.
    /// - Parameters:
    ///   - max: the most records to take, more than 0.
    ///   - timeout: how long to wait for the first, unless ``wait`` is ended before; an empty batch follows.
    /// - Throws: what ``Handlers/onAssign`` threw (code ``KafkaError/Code/handlerFailed``) and failures of a rebalance;
    ///   at the next call, if records came along. The partitions refused stay with this member, unread, until it leaves:
    ///   close the consumer and open another to be offered them again.
    package func poll(max: Int, timeout: Duration) throws(KafkaError) -> RecordBatch {
        precondition(max > 0, "a batch holds at least one record")
        try begin()
        if let failure = context.takeFailure() { throw failure }
        context.beginPoll()
        if scratch.count < max { scratch = Array(repeating: nil, count: max) }
        let count = scratch.withUnsafeMutableBufferPointer { fill($0[..<max], timeout: timeout) }
        let batch = RecordBatch(taking: scratch[..<count], handle: handle, dropping: context.revoked)
        rewindReassigned(batch.dropped)
        if batch.isEmpty, batch.errors.isEmpty, let failure = context.takeFailure() { throw failure }
        return batch
    }

    /// Leaves the group, after a last ``Handlers/onRevoke``. Batches in hand stay valid. Further calls do nothing.
    package func close() {
        guard isOpen else { return }
        owner.check()
        leave()
    }

    /// Checks the rules common to all calls.
    func begin() throws(KafkaError) {
        owner.check()
        guard isOpen else { throw KafkaError(.closed, reason: "the consumer is closed") }
    }

    /// A batch call of librdkafka waits its whole timeout for a *full* batch. So: take what is there, and only if
    /// there is nothing wait for one record, then take what came with it.
    private func fill(_ room: Slice<Messages>, timeout: Duration) -> Int {
        let ready = consume(into: room, milliseconds: 0)
        guard ready == 0, timeout > .zero, context.revoked.isEmpty, !wait.takeEnd() else { return ready }
        let first = consume(into: room.prefix(1), milliseconds: timeout.milliseconds)
        return first == 0 ? 0 : first + consume(into: room.dropFirst(first), milliseconds: 0)
    }

    private func consume(into room: Slice<Messages>, milliseconds: Int32) -> Int {
        guard !room.isEmpty else { return 0 }
        let messages = Messages(rebasing: room)
        return Swift.max(0, rd_kafka_consume_batch_queue(queue, milliseconds, messages.baseAddress, messages.count))
    }

    /// A partition that left and came back within one poll had its records dropped: read it from its start again.
    private func rewindReassigned(_ dropped: [TopicPartition: Int64]) {
        guard !dropped.isEmpty else { return }
        let back = assignment.intersection(dropped.keys)
        do throws(KafkaError) {
            try seek(back.compactMap { place in (context.starts[place] ?? dropped[place]).map { (place, $0) } })
        } catch {
            // The batch in hand is good all the same: the next poll throws.
            context.fail(error)
        }
    }

    /// Older versions end the process by an assertion if a member of a cooperative group is destroyed after it has
    /// joined and before its first assignment (confluentinc/librdkafka#4312). It has left the group by then, and a
    /// process closes few such consumers in its life.
    private static let destroyableBeforeAssignment: Int32 = 0x0203_00FF

    private func leave() {
        guard isOpen else { return }
        isOpen = false
        rd_kafka_consumer_close(handle.pointer)
        rd_kafka_queue_destroy(queue)
        if !context.wasAssigned && rd_kafka_version() < Self.destroyableBeforeAssignment { handle.abandon() }
    }
}
