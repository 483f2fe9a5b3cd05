import CRdKafka
import Synchronization

/// Ends a consumer's wait for records, from any thread; keeps the client alive, not the membership.
package final class ConsumerWait: Sendable {
    private let handle: ClientHandle
    private let isToEnd = Atomic(false)

    init(_ handle: ClientHandle) { self.handle = handle }

    /// Lets the poll under way return with what it has; if none is, the next one does not wait.
    package func end() {
        // First, so that a poll which has not begun to wait either sees this or is woken by the queue.
        isToEnd.store(true, ordering: .releasing)
        guard let queue = rd_kafka_queue_get_consumer(handle.pointer) else { return }
        rd_kafka_queue_yield(queue)
        rd_kafka_queue_destroy(queue)
    }

    /// Whether somebody has asked since the last time, for the poll that is about to wait.
    func takeEnd() -> Bool { isToEnd.exchange(false, ordering: .acquiringAndReleasing) }
}
