import HTTPKit
import HTTPTypes
import Identity
import Synchronization

/// The bounds of ``ExpensiveReads``.
package struct ExpensiveReadLimits: Sendable {
    /// Of all callers at once; as many connections to PostgreSQL can be kept apart for them.
    package var running = 2
    /// Of one caller at once, so that nobody has them all.
    package var runningOfCaller = 1
    /// Of one caller that wait for their turn: more than a page of a browser asks for at once.
    package var waitingOfCaller = 8

    /// The defaults.
    package init() {}
}

/// A budget of their own for requests that cost as much as hundreds of others: a team's table, profiles by the hundred, a year
/// of scores. Whoever asks for many of them waits for the own ones, and nobody who asks for little waits for any.
///
/// They run on Swift's threads and not on the event loops, where the operating system divides the processors between them and
/// everybody else. Services are trusted with more, as everywhere.
final class ExpensiveReads: Sendable {
    private enum Outcome { case turn, tooMany, tooLate }

    private struct Waiting {
        let number: Int
        let caller: UserID
        let outcome: CheckedContinuation<Outcome, Never>
    }

    private struct State {
        var running: [UserID: Int] = [:]
        var total = 0
        var waiting: [Waiting] = []
        var numbers = 0
    }

    private let limits: ExpensiveReadLimits
    private let state = Mutex(State())

    init(_ limits: ExpensiveReadLimits) { self.limits = limits }

    /// Runs the body when it is its turn.
    ///
    /// - Throws: a 429 where too many of the caller's wait already, a 503 where its turn has not come by the end.
    func run<Value: Sendable>(
        for caller: Caller, until end: Deadline, _ body: () async throws -> Value
    ) async throws -> Value {
        let isBounded = !caller.roles.contains(.service)
        if isBounded { try await enter(caller.subject, until: end) }
        defer { if isBounded { leave(caller.subject) } }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await body() }
    }

    private func enter(_ caller: UserID, until end: Deadline) async throws(Problem) {
        let number = state.withLock { state in
            state.numbers += 1
            return state.numbers
        }
        var patience: Task<Void, any Error>?
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { outcome in
                if let known = begin(Waiting(number: number, caller: caller, outcome: outcome)) {
                    outcome.resume(returning: known)
                } else {
                    patience = Task { [self] in
                        try await Task.sleep(for: end.left)
                        giveUp(number)
                    }
                    if Task.isCancelled { giveUp(number) }
                }
            }
        } onCancel: {
            giveUp(number)
        }
        patience?.cancel()
        switch outcome {
        case .turn: return
        case .tooMany: throw .tooManyExpensive(limits.waitingOfCaller)
        case .tooLate: throw .unavailable("too many expensive requests are being answered at this moment")
        }
    }

    /// What is known at once; nil for a caller who waits.
    private func begin(_ call: Waiting) -> Outcome? {
        state.withLock { state in
            if isFree(for: call.caller, state) {
                take(call.caller, &state)
                return .turn
            }
            let own = state.waiting.count { $0.caller == call.caller }
            guard own < limits.waitingOfCaller else { return .tooMany }
            state.waiting.append(call)
            return nil
        }
    }

    private func leave(_ caller: UserID) {
        let next = state.withLock { state -> Waiting? in
            state.total -= 1
            let left = state.running[caller, default: 1] - 1
            state.running[caller] = left > 0 ? left : nil
            guard let index = state.waiting.firstIndex(where: { isFree(for: $0.caller, state) }) else { return nil }
            let next = state.waiting.remove(at: index)
            take(next.caller, &state)
            return next
        }
        next?.outcome.resume(returning: .turn)
    }

    private func giveUp(_ number: Int) {
        let call = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
        }
        call?.outcome.resume(returning: .tooLate)
    }

    private func isFree(for caller: UserID, _ state: State) -> Bool {
        state.total < limits.running && state.running[caller, default: 0] < limits.runningOfCaller
    }

    private func take(_ caller: UserID, _ state: inout State) {
        state.total += 1
        state.running[caller, default: 0] += 1
    }
}

extension Problem {
    fileprivate static func tooManyExpensive(_ limit: Int) -> Problem {
        Problem(
            "too-many-requests", status: .tooManyRequests, title: "Too many requests",
            detail: "\(limit) requests of this caller for teams, many people or long ranges wait already"
        ).retrying(after: .seconds(1))
    }
}
