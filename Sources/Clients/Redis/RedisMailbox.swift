import Dispatch
import Synchronization

/// One caller's commands and where the caller waits.
struct RedisCall: Sendable {
    let commands: [[RedisArgument]]
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Result<[RedisReply], RedisError>, Never>

    func fail(_ error: RedisError) { continuation.resume(returning: .failure(error)) }
}

/// What callers and the worker thread share: the bounded queue and what is known of the server.
final class RedisMailbox: Sendable {
    private enum Status {
        case connecting, up, closed
        case down(RedisError)
    }

    private struct State {
        var status = Status.connecting
        var waiting: [RedisCall] = []
        var statistics = RedisStatistics()
    }

    private let limit: Int
    private let state = Mutex(State())
    /// Signalled when the queue stops being empty and on closing; a surplus signal only makes the worker look again.
    private let wake = DispatchSemaphore(value: 0)

    init(limit: Int) { self.limit = limit }

    /// Queues the call, or says why not.
    func submit(_ call: RedisCall) -> RedisError? {
        let (refusal, isFirst) = state.withLock { state -> (RedisError?, Bool) in
            switch state.status {
            case .closed: return (.shutDown, false)
            case .down(let error): return (error, false)
            case .connecting, .up: break
            }
            guard state.waiting.count < limit else {
                return (RedisError(.overloaded, "\(limit) calls are waiting"), false)
            }
            state.waiting.append(call)
            return (nil, state.waiting.count == 1)
        }
        if isFirst { wake.signal() }
        return refusal
    }

    /// Waits for calls and takes those that fit into one round trip; empty after closing.
    func take(commands limit: Int) -> [RedisCall] {
        while !isClosed {
            let calls = state.withLock { state -> [RedisCall] in
                var commands = 0
                let end = state.waiting.firstIndex { call in
                    commands += call.commands.count
                    return commands > limit
                }
                let count = max(min(1, state.waiting.count), end ?? state.waiting.count)
                defer { state.waiting.removeFirst(count) }
                return Array(state.waiting.prefix(count))
            }
            if !calls.isEmpty { return calls }
            wake.wait()
        }
        return []
    }

    /// Puts back what was taken and not sent.
    func putBack(_ calls: [RedisCall]) {
        let refused = state.withLock { state -> [RedisCall] in
            if case .closed = state.status { return calls }
            state.waiting.insert(contentsOf: calls, at: 0)
            return []
        }
        for call in refused { call.fail(.shutDown) }
    }

    /// Fails the waiting calls whose time is over.
    func expire() {
        let now = ContinuousClock.now
        let late = state.withLock { state -> [RedisCall] in
            let late = state.waiting.filter { $0.deadline <= now }
            if !late.isEmpty { state.waiting.removeAll { $0.deadline <= now } }
            return late
        }
        for call in late { call.fail(.late) }
    }

    /// A connection stands: calls are queued again.
    func connected() {
        state.withLock { state in
            if case .closed = state.status { return }
            state.status = .up
            state.statistics.connections += 1
        }
    }

    /// The server is away: fails what waits, and until `connected` every new call.
    func disconnected(_ error: RedisError) {
        let calls = state.withLock { state -> [RedisCall] in
            if case .closed = state.status { return [] }
            state.status = .down(error)
            defer { state.waiting = [] }
            return state.waiting
        }
        for call in calls { call.fail(error) }
    }

    func close() {
        let calls = state.withLock { state in
            state.status = .closed
            defer { state.waiting = [] }
            return state.waiting
        }
        for call in calls { call.fail(.shutDown) }
        wake.signal()
    }

    /// Waits out a back-off, cut short by closing.
    func rest(_ duration: Duration) {
        let end = ContinuousClock.now + duration
        while !isClosed, end > .now {
            _ = wake.wait(timeout: .now() + (end - .now) / .seconds(1))
        }
    }

    func count(commands: Int) {
        state.withLock { state in
            state.statistics.commands += commands
            state.statistics.roundTrips += 1
        }
    }

    var isClosed: Bool { state.withLock { if case .closed = $0.status { true } else { false } } }
    var isConnected: Bool { state.withLock { if case .up = $0.status { true } else { false } } }
    var statistics: RedisStatistics { state.withLock { $0.statistics } }
}

extension RedisError {
    static let shutDown = RedisError(.closed, "the client was shut down")
    static let late = RedisError(.timeout, "no reply within the caller's deadline")
}
