import Blocking
import Dispatch
import Synchronization

/// What callers and the pool's threads share: the bounded queue and what is known of the server.
final class PoolQueue: Sendable {
    private struct State {
        var waiting: [any PoolJob] = []
        var connections = 0
        /// Why the last attempt to connect failed; nil before the first and while any connection stands.
        var failure: PostgresError?
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())
    /// One signal per job; a surplus signal only makes a thread look again.
    private let wake = DispatchSemaphore(value: 0)
    private let closing = StopSignal()

    init(limit: Int) { self.limit = limit }

    /// Queues the job, or says why not.
    func submit(_ job: any PoolJob) -> PostgresError? {
        let refusal = state.withLock { state -> PostgresError? in
            if state.isClosed { return .shutDown }
            if let failure = state.failure { return failure }
            if state.waiting.count >= limit { state.waiting.removeAll { $0.isOver } }
            guard state.waiting.count < limit else {
                return PostgresError(.overloaded, "\(limit) calls are waiting for a connection")
            }
            state.waiting.append(job)
            return nil
        }
        if refusal == nil { wake.signal() }
        return refusal
    }

    /// Waits for a job whose caller still waits; nil after closing.
    func take() -> (any PoolJob)? {
        while !isClosed {
            let job = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
            if let job {
                if !job.isOver { return job }
            } else {
                wake.wait()
            }
        }
        return nil
    }

    /// Puts back what was taken and not begun.
    func putBack(_ job: any PoolJob) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.waiting.insert(job, at: 0) }
            return state.isClosed
        }
        if isClosed { job.fail(.shutDown) } else { wake.signal() }
    }

    func gainedConnection() {
        state.withLock { state in
            state.connections += 1
            state.failure = nil
        }
    }

    func lostConnection() { state.withLock { $0.connections -= 1 } }

    /// An attempt to connect failed. If nothing else stands, fails what waits and, until `gainedConnection`, every call.
    func couldNotConnect(_ error: PostgresError) {
        let jobs = state.withLock { state -> [any PoolJob] in
            guard state.connections == 0, !state.isClosed else { return [] }
            state.failure = error
            defer { state.waiting = [] }
            return state.waiting
        }
        for job in jobs { job.fail(error) }
    }

    func close() {
        let jobs = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for job in jobs { job.fail(.shutDown) }
        closing.give()
        wake.signal()
    }

    /// Passes the news of closing on to the next thread.
    func leave() { wake.signal() }

    /// Waits out a back-off, cut short by closing.
    func rest(_ duration: Duration) { closing.rest(duration) }

    var isClosed: Bool { state.withLock { $0.isClosed } }
    var connectionCount: Int { state.withLock { $0.connections } }
}

extension PostgresError {
    static let shutDown = PostgresError(.closed, "the pool was shut down")
}
