import Synchronization

/// Counts events on their way and lets one task, the run's, wait until there is room or until all are settled.
final class InFlightWindow: Sendable {
    struct Counts: Sendable {
        var inFlight = 0
        var acknowledged = 0
        var failed = 0
        var failures = IssueList()
        /// Since when something is on its way and nothing has been acknowledged; nil while nothing is on its way.
        var quietSince: ContinuousClock.Instant?
    }

    private struct State {
        var counts = Counts()
        /// How many events of each line are on their way.
        var onTheirWay: [Int: Int] = [:]
        /// The first line of which an event was not acknowledged.
        var firstFailed: Int?
        /// Woken when no more than this many are on their way.
        var threshold = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var counts: Counts { state.withLock { $0.counts } }

    /// The first line of which an event is on its way, or failed in a way that another attempt may mend.
    var firstOpenLine: Int? {
        state.withLock { ($0.onTheirWay.keys + [$0.firstFailed].compactMap(\.self)).min() }
    }

    /// How long something has been on its way without any acknowledgement.
    var silence: Duration { state.withLock(\.counts.quietSince).map { .now - $0 } ?? .zero }

    /// Call before the event is handed to the sink, which may settle it at once.
    func add(line: Int) {
        state.withLock { state in
            if state.counts.inFlight == 0 { state.counts.quietSince = .now }
            state.counts.inFlight += 1
            state.onTheirWay[line, default: 0] += 1
        }
    }

    /// Call when the sink did not take an event after all.
    func takeBack(line: Int) { settle(line: line) { _ in } }

    /// Call when the sink is done with an event that came from this line.
    func record(_ result: Result<Void, SinkError>, line: Int) {
        settle(line: line) { state in
            switch result {
            case .success:
                state.counts.acknowledged += 1
                state.counts.quietSince = .now
            case .failure(let error):
                state.counts.failed += 1
                state.counts.failures.add(line: line, reason: "\(error)")
                if error.isPassing { state.firstFailed = min(state.firstFailed ?? line, line) }
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

    private func settle(line: Int, _ change: (inout State) -> Void) {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            change(&state)
            state.counts.inFlight -= 1
            if state.counts.inFlight == 0 { state.counts.quietSince = nil }
            let left = state.onTheirWay[line, default: 0] - 1
            state.onTheirWay[line] = left > 0 ? left : nil
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
