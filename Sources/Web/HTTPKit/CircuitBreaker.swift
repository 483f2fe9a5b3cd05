/// Decides whether to ask a dependency that has been failing. Pure: the caller brings the time and serialises calls.
///
/// Closed, it lets everything through and counts failures in a row. Open, it refuses until the pause is over; then one
/// call goes through as a probe, and its outcome closes it or opens it anew.
package struct CircuitBreaker: Sendable {
    /// The clock that callers bring the time of.
    package typealias Instant = ContinuousClock.Instant

    /// What it does with the next call.
    package enum State: Sendable, Equatable {
        /// Lets it through; failures in a row so far.
        case closed(failures: Int)
        /// Refuses it until then.
        case open(until: Instant)
        /// Refuses it while one call tries.
        case probing
    }

    /// See ``State``.
    package private(set) var state = State.closed(failures: 0)
    private let failuresMax: Int
    private let pause: Duration

    /// Opens at `failuresMax` failures in a row, which should be more than one hiccup of the network.
    package init(failuresMax: Int = 5, pause: Duration = .seconds(1)) {
        self.failuresMax = failuresMax
        self.pause = pause
    }

    /// Whether to make the call. Who gets true must report its outcome, or a probe would block all others for ever.
    package mutating func permits(at now: Instant) -> Bool {
        switch state {
        case .closed: return true
        case .probing: return false
        case .open(let end):
            guard now >= end else { return false }
            state = .probing
            return true
        }
    }

    /// A permitted call was answered.
    package mutating func succeeded() {
        // A straggler from before the opening proves little about the server's present state.
        if case .open = state { return }
        state = .closed(failures: 0)
    }

    /// A permitted call was not answered.
    package mutating func failed(at now: Instant) {
        switch state {
        // Calls that started before the opening must not lengthen the pause.
        case .open: return
        case .closed(let failures) where failures + 1 < failuresMax: state = .closed(failures: failures + 1)
        case .closed, .probing: state = .open(until: now + pause)
        }
    }
}
