import Logging
import Synchronization

/// Stands before a dependency: while it is down, calls fail at once instead of waiting for their deadline.
///
/// The log tells of each outage once, not once per request.
public final class OutageGuard: Sendable {
    private let name: String
    private let breaker: Mutex<CircuitBreaker>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger

    /// - Parameter name: what the log calls the dependency.
    public init(
        _ name: String, breaker: CircuitBreaker = CircuitBreaker(), logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.name = name
        self.breaker = Mutex(breaker)
        self.logger = logger
        self.now = now
    }

    /// Makes the call, or throws ``Resting`` if the dependency failed lately.
    ///
    /// - Parameter isOutage: whether an error speaks of the dependency, and not of what it was asked.
    @inlinable
    public func call<Value: Sendable>(
        isOutage: (any Error) -> Bool = { _ in true }, _ body: () async throws -> Value
    ) async throws -> Value {
        try begin()
        do {
            let value = try await body()
            succeeded()
            return value
        } catch {
            if isOutage(error) { failed(error) } else { succeeded() }
            throw error
        }
    }

    @usableFromInline func begin() throws(Resting) {
        guard breaker.withLock({ $0.permits(at: now()) }) else { throw Resting(name: name) }
    }

    @usableFromInline func succeeded() { report { $0.succeeded() } }

    @usableFromInline func failed(_ error: any Error) {
        let time = now()
        report(error) { $0.failed(at: time) }
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
    public struct Resting: Error, CustomStringConvertible {
        let name: String
        /// One line for an operator.
        public var description: String { "\(name) failed lately and is left alone for now" }
    }
}
