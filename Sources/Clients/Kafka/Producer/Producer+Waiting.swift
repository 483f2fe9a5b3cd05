import Synchronization

extension Producer {
    /// Produces all records in order and blocks until every one is acknowledged: for threads that own their work.
    ///
    /// A full queue is waited out. After an error some of the records may have been, or may still be, written: to send
    /// the same records again gives each at least once.
    ///
    /// - Returns: one delivery per record, in the order given.
    /// - Throws: the first failure, as soon as it is known, or ``KafkaError/Code/timedOut`` at the deadline.
    package func sendAndWait(_ records: [ProducerRecord], deadline: Duration) throws(KafkaError) -> [Delivery] {
        let limit = ContinuousClock.now + deadline
        let outcome = Outcome(count: records.count)
        for (index, record) in records.enumerated() {
            try enqueueWaiting(record, until: limit) { outcome.settle(index, $0) }
        }
        while true {
            let mark = gate.mark()
            if let deliveries = try outcome.deliveries() { return deliveries }
            try waitForProgress(beyond: mark, until: limit) { "\(outcome.missing) of \(records.count) records" }
        }
    }

    private func enqueueWaiting(
        _ record: ProducerRecord, until limit: ContinuousClock.Instant,
        whenDone: @escaping @Sendable (Result<Delivery, KafkaError>) -> Void
    ) throws(KafkaError) {
        while true {
            let mark = gate.mark()
            do throws(KafkaError) {
                return try enqueue(record, whenDone: whenDone)
            } catch  where error.code == .queueFull {
                try waitForProgress(beyond: mark, until: limit) { "room in the producer's queue" }
            }
        }
    }

    private func waitForProgress(
        beyond mark: UInt64, until limit: ContinuousClock.Instant, missing: () -> String
    ) throws(KafkaError) {
        let remaining = limit.remaining
        guard remaining > .zero, gate.wait(beyond: mark, for: remaining) else {
            throw KafkaError(.timedOut, reason: "deadline passed, still missing: \(missing())")
        }
    }
}

/// Gathers the results of one `sendAndWait`, in the order of its records.
private final class Outcome: Sendable {
    private struct State {
        var deliveries: [Delivery?]
        var missing: Int
        var failure: KafkaError?
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(deliveries: Array(repeating: nil, count: count), missing: count))
    }

    var missing: Int { state.withLock { $0.missing } }

    func settle(_ index: Int, _ result: Result<Delivery, KafkaError>) {
        state.withLock { state in
            switch result {
            case .success(let delivery): state.deliveries[index] = delivery
            case .failure(let error): state.failure = state.failure ?? error
            }
            state.missing -= 1
        }
    }

    func deliveries() throws(KafkaError) -> [Delivery]? {
        let (done, failure) = state.withLock { state in
            (state.missing == 0 ? state.deliveries.compactMap(\.self) : nil, state.failure)
        }
        if let failure { throw failure }
        return done
    }
}
