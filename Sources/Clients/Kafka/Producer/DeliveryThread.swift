import CRdKafka
import Glibc
import Synchronization

/// The thread that serves delivery reports: it blocks inside librdkafka until there are some.
final class DeliveryThread: Sendable {
    private let loop: Loop
    private let thread: pthread_t

    init(serving handle: ClientHandle, gate: ProgressGate) throws(KafkaError) {
        let loop = Loop(handle: handle, gate: gate)
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(loop)
        let failure = pthread_create(
            &thread, nil,
            { opaque in
                if let opaque { Unmanaged<Loop>.fromOpaque(opaque).takeRetainedValue().run() }
                return nil
            }, retained.toOpaque())
        guard failure == 0 else {
            retained.release()
            throw KafkaError(.state, reason: "cannot start a thread: errno \(failure)")
        }
        self.loop = loop
        self.thread = thread
    }

    /// True inside a delivery report.
    var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// Ends the loop once every report owed has been served, and waits for that; called once, after a purge.
    func stop() {
        loop.stop()
        if isCurrent {
            // The producer was let go by one of its own delivery reports: a thread cannot join itself.
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }

    private final class Loop: Sendable {
        let handle: ClientHandle
        let gate: ProgressGate
        let isStopped = Atomic(false)

        init(handle: ClientHandle, gate: ProgressGate) {
            self.handle = handle
            self.gate = gate
        }

        func run() {
            while !isStopped.load(ordering: .acquiring) {
                // The time limit only bounds a wake-up lost inside librdkafka; reports and stop() end the wait at once.
                if rd_kafka_poll(handle.pointer, 1000) > 0 { gate.advance() }
            }
            // Purged records report within moments; the limit only keeps a fault in librdkafka from hanging the process.
            let limit = ContinuousClock.now + .seconds(10)
            while rd_kafka_outq_len(handle.pointer) > 0, limit.remaining > .zero { rd_kafka_poll(handle.pointer, 100) }
            gate.advance()
        }

        func stop() {
            isStopped.store(true, ordering: .releasing)
            guard let queue = rd_kafka_queue_get_main(handle.pointer) else { return }
            rd_kafka_queue_yield(queue)
            rd_kafka_queue_destroy(queue)
        }
    }
}
