import CPostgres
import Dispatch
import Synchronization

/// A caller's work, seen without its type by queue and threads.
protocol PoolJob: Sendable {
    /// Runs the work. False if the connection must not be used again.
    func run(on connection: PostgresConnection) -> Bool
    func fail(_ error: PostgresError)
    /// When it was queued.
    var queued: ContinuousClock.Instant { get }
    /// Whether the caller no longer waits.
    var isOver: Bool { get }
}

/// A caller's work, answered exactly once: by its result, its deadline or the pool.
final class PoolCall<Value: Sendable>: PoolJob {
    private struct State {
        var continuation: CheckedContinuation<Value, any Error>?
        var canceller: StatementCanceller?
        var wasCancelled = false
        /// Of the deadline; nil once the call has its answer.
        var timer: (any DispatchSourceTimer)?
    }

    let queued = ContinuousClock.now
    private let state: Mutex<State>
    private let body: @Sendable (PostgresConnection) throws -> Value

    init(
        _ continuation: CheckedContinuation<Value, any Error>,
        _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) {
        state = Mutex(State(continuation: continuation))
        self.body = body
    }

    func run(on connection: PostgresConnection) -> Bool {
        let canceller = StatementCanceller(connection)
        let isAwaited = state.withLock { state in
            // Not where the deadline is passing right now: it would cancel the next caller's statement.
            if state.continuation != nil { state.canceller = canceller }
            return state.continuation != nil
        }
        // A deadline that passed since the job was taken found nothing to cancel.
        guard isAwaited else { return true }
        let result = Result { try body(connection) }
        // A cancellation that arrives late would hit the next caller's statement, so its connection is given up.
        let wasCancelled = state.withLock { state in
            state.canceller = nil
            return state.wasCancelled
        }
        answer(result)
        return !wasCancelled
    }

    func fail(_ error: PostgresError) { answer(.failure(error)) }

    /// Lets the caller wait no longer than this; whoever answers before takes the timer back.
    func expire(in deadline: Duration, on timers: DispatchQueue) {
        state.withLock { state in
            guard state.continuation != nil else { return }
            let timer = DispatchSource.makeTimerSource(queue: timers)
            timer.schedule(deadline: .now() + deadline / .seconds(1))
            timer.setEventHandler { [weak self] in self?.expire(after: deadline) }
            timer.activate()
            state.timer = timer
        }
    }

    private func expire(after deadline: Duration) {
        fail(PostgresError(.deadline, "no result within \(deadline)"))
        let canceller = state.withLock { state in
            state.wasCancelled = state.canceller != nil
            return state.canceller
        }
        canceller?.cancel()
    }

    var isOver: Bool { state.withLock { $0.continuation == nil } }

    private func answer(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state in
            state.timer.take()?.cancel()
            return state.continuation.take()
        }
        continuation?.resume(with: result)
    }
}

/// Cancels what a connection is doing, from another thread.
// @unchecked: `PQcancel` may be called from any thread while the connection is in use, and the handle is immutable
// and freed once, by `deinit`.
final class StatementCanceller: @unchecked Sendable {
    private let handle: OpaquePointer?

    init(_ connection: PostgresConnection) { handle = PQgetCancel(connection.connection) }

    deinit { PQfreeCancel(handle) }

    /// Asks the server, over a connection of its own; that it failed shows in the statement going on.
    func cancel() {
        var reason = [CChar](repeating: 0, count: 256)
        PQcancel(handle, &reason, Int32(reason.count))
    }
}
