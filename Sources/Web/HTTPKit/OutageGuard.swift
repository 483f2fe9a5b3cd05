import Logging
import Observability
import Synchronization

/// Stands before a dependency: while it is down, calls fail at once instead of waiting for their deadline.
///
/// That an answer did not come in time says nothing by itself: the dependency may be away, or what was asked may take long,
/// or what others ask. Then a probe that costs next to nothing decides, beside the calls. The log tells of each outage
/// once, not once per request; of single failures it tells at most one line of each kind in ten seconds, and counts them all.
package final class OutageGuard: Sendable {
    /// What a failed call says of the dependency.
    package enum Verdict: Sendable, Equatable {
        /// It is there; what it was asked is at fault.
        case answered
        /// It is not there.
        case away
        /// Nothing: it did not answer in time.
        case unclear
    }

    /// Throws unless the dependency answers to next to nothing, in a time that is the probe's to choose.
    package typealias Probe = @Sendable () async throws -> Void

    private let name: String
    private let breaker: Mutex<CircuitBreaker>
    private let probe: Probe
    /// Calls that wait for the probe under way; nil where there is none.
    private let unclear = Mutex<Int?>(nil)
    private let now: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger
    private let reporter: Reporter

    /// - Parameter name: what the log calls the dependency.
    package init(
        _ name: String, breaker: CircuitBreaker = CircuitBreaker(), logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, probe: @escaping Probe
    ) {
        self.name = name
        self.breaker = Mutex(breaker)
        self.probe = probe
        self.logger = logger
        self.now = now
        reporter = Reporter(now: now)
        StoreFailed.expect(of: name)
    }

    /// Makes the call, or throws ``Resting`` if the dependency failed lately.
    @inlinable
    package func call<Value: Sendable>(
        judging verdict: (any Error) -> Verdict, _ body: () async throws -> Value
    ) async throws -> Value {
        try begin()
        do {
            let value = try await body()
            succeeded()
            return value
        } catch {
            failed(error, verdict(error))
            throw error
        }
    }

    @usableFromInline func begin() throws(Resting) {
        guard breaker.withLock({ $0.permits(at: now()) }) else { throw Resting(name: name) }
    }

    @usableFromInline func succeeded() { report { $0.succeeded() } }

    @usableFromInline func failed(_ error: any Error, _ verdict: Verdict) {
        reporter.emit(StoreFailed(name, StoreFailed.Verdict(verdict), error), to: logger)
        switch verdict {
        case .answered: succeeded()
        case .away: failed(error)
        case .unclear: ask()
        }
    }

    private func failed(_ error: any Error) {
        let time = now()
        report(error) { $0.failed(at: time) }
    }

    /// Probes for all calls that come to this until the probe has ended; nobody waits for it.
    private func ask() {
        let begins = unclear.withLock { calls in
            defer { calls = (calls ?? 0) + 1 }
            return calls == nil
        }
        guard begins else { return }
        Task {
            var failure: (any Error)?
            do { try await probe() } catch { failure = error }
            let calls = unclear.withLock { $0.take() } ?? 0
            for _ in 0..<calls {
                if let failure { failed(failure) } else { succeeded() }
            }
        }
    }

    private func report(_ error: (any Error)? = nil, _ outcome: (inout CircuitBreaker) -> Void) {
        let (before, after) = breaker.withLock { breaker in
            let before = breaker.state
            outcome(&breaker)
            return (before, breaker.state)
        }
        switch (before, after) {
        case (.closed, .open):
            logger.warning(
                "a store is down, requests pass it by",
                metadata: ["store": "\(name)", "error": "\(error.map { "\($0)" } ?? "")"])
        case (.probing, .closed): logger.notice("a store answers again", metadata: ["store": "\(name)"])
        default: break
        }
    }

    /// Thrown instead of asking a dependency whose breaker is open.
    package struct Resting: Error, CustomStringConvertible {
        let name: String
        /// One line for an operator.
        package var description: String { "\(name) failed lately and is left alone for now" }
    }
}

extension StoreFailed.Verdict {
    fileprivate init(_ verdict: OutageGuard.Verdict) {
        self =
            switch verdict {
            case .answered: .answered
            case .away: .away
            case .unclear: .unclear
            }
    }
}
