import Synchronization

/// What the rescorer has done since it started; thread-safe.
package final class RescoreProgress: Sendable {
    /// A reading of the counters.
    package struct Counts: Equatable, Sendable {
        /// Requests carried out to the end.
        package var requests = 0
        /// Dates scored.
        package var dates = 0
        /// Attempts that failed for a reason of their own.
        package var failures = 0
    }

    private let state = Mutex(Counts())

    /// The counters now.
    package var counts: Counts { state.withLock { $0 } }

    func add(requests: Int, dates: Int) {
        state.withLock {
            $0.requests += requests
            $0.dates += dates
        }
    }

    func addFailure() { state.withLock { $0.failures += 1 } }
}
