import Producing
import Synchronization

/// Waits until a known number of events have been acknowledged or have failed, up to a time limit.
///
/// Results may still arrive after the wait was given up; they are counted and otherwise ignored.
final class Acknowledgements: Sendable {
    struct Outcome: Sendable {
        var acknowledged = 0
        var failure: SinkError?
        var outstanding: Int
    }

    private struct State {
        var outcome: Outcome
        var isOver = false
        var waiter: CheckedContinuation<Outcome, Never>?
    }

    private let state: Mutex<State>

    init(expecting count: Int) {
        state = Mutex(State(outcome: Outcome(outstanding: count), isOver: count == 0))
    }

    func record(_ result: Result<Void, SinkError>) {
        settle { state in
            state.outcome.outstanding -= 1
            switch result {
            case .success: state.outcome.acknowledged += 1
            case .failure(let error): state.outcome.failure = state.outcome.failure ?? error
            }
            return state.outcome.outstanding == 0
        }
    }

    /// Everything that is known when all results are in or `limit` has passed. Called once.
    func wait(atMost limit: Duration) async -> Outcome {
        let timer = Task {
            try await Task.sleep(for: limit)
            settle { _ in true }
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let outcome: Outcome? = state.withLock { state in
                if state.isOver { return state.outcome }
                state.waiter = continuation
                return nil
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    /// Changes the state and, where `change` says that the wait is over, wakes the waiter.
    private func settle(_ change: (inout State) -> Bool) {
        let wake: (CheckedContinuation<Outcome, Never>, Outcome)? = state.withLock { state in
            guard change(&state) else { return nil }
            state.isOver = true
            defer { state.waiter = nil }
            return state.waiter.map { ($0, state.outcome) }
        }
        if let (waiter, outcome) = wake { waiter.resume(returning: outcome) }
    }
}
