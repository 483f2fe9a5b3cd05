import Synchronization

/// Counts events on their way and lets one task, the run's, wait until there is room or until all are settled.
final class InFlightWindow: Sendable {
    struct Counts: Sendable {
        var inFlight = 0
        var acknowledged = 0
        var failed = 0
        var failures = IssueList()
    }

    private struct State {
        var counts = Counts()
        /// Woken when no more than this many are on their way.
        var threshold = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var counts: Counts { state.withLock { $0.counts } }

    /// Call before the event is handed to the sink, which may settle it at once.
    func add() { state.withLock { $0.counts.inFlight += 1 } }

    /// Call when the sink did not take an event after all.
    func takeBack() { settle { $0.inFlight -= 1 } }

    /// Call when the sink is done with an event that came from this line.
    func record(_ result: Result<Void, SinkError>, line: Int) {
        settle { counts in
            counts.inFlight -= 1
            switch result {
            case .success: counts.acknowledged += 1
            case .failure(let error):
                counts.failed += 1
                counts.failures.add(line: line, reason: "\(error)")
            }
        }
    }

    /// Waits until at most `threshold` events are on their way, or until `limit` has passed.
    ///
    /// - Returns: whether that is so now. Only one task may wait at a time.
    @discardableResult
    func wait(untilAtMost threshold: Int, limit: Duration) async -> Bool {
        let timer = Task {
            try await Task.sleep(for: limit)
            wake()
        }
        defer { timer.cancel() }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isDone = state.withLock { state in
                if state.counts.inFlight <= threshold { return true }
                state.threshold = threshold
                state.waiter = continuation
                return false
            }
            if isDone { continuation.resume() }
        }
        return counts.inFlight <= threshold
    }

    private func settle(_ change: (inout Counts) -> Void) {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            change(&state.counts)
            guard state.counts.inFlight <= state.threshold else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    private func wake() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
