import Events
import Identity
import Logging
import Profiles
import Synchronization

/// A store behind a circuit breaker: while it is down, reads fail at once instead of waiting for their deadline.
///
/// The log tells of each outage once, not once per request.
final class GuardedProfileStore<Base: ProfileStore>: ProfileStore {
    private let base: Base
    private let source: ProfileSource
    private let breaker: Mutex<CircuitBreaker>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger

    init(
        _ base: Base, source: ProfileSource, breaker: CircuitBreaker = CircuitBreaker(), logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.base = base
        self.source = source
        self.breaker = Mutex(breaker)
        self.logger = logger
        self.now = now
    }

    func read(_ parts: [ProfilePart], of user: UserID, within deadline: Duration) async throws -> ProfileParts {
        try await guarded { try await base.read(parts, of: user, within: deadline) }
    }

    func wellness(of user: UserID, within deadline: Duration) async throws -> WellnessProfile? {
        try await guarded { try await base.wellness(of: user, within: deadline) }
    }

    func read(
        _ parts: [ProfilePart], of users: [UserID], within deadline: Duration
    ) async throws -> [UserID: ProfileParts] {
        try await guarded { try await base.read(parts, of: users, within: deadline) }
    }

    func wellness(of users: [UserID], within deadline: Duration) async throws -> [UserID: WellnessProfile] {
        try await guarded { try await base.wellness(of: users, within: deadline) }
    }

    /// Goes past the breaker, since whoever asks wants to know how the store is now.
    func ping(within deadline: Duration) async throws { try await base.ping(within: deadline) }

    private func guarded<Value: Sendable>(_ call: () async throws -> Value) async throws -> Value {
        guard breaker.withLock({ $0.permits(at: now()) }) else { throw ProfileStoreResting(source: source) }
        do {
            let value = try await call()
            report { $0.succeeded() }
            return value
        } catch let error as UnreadableState {
            // One user's damage must not cut off all others.
            report { $0.succeeded() }
            logger.error("a stored state is unreadable", metadata: ["store": "\(source)", "error": "\(error)"])
            throw error
        } catch {
            let time = now()
            report(error) { $0.failed(at: time) }
            throw error
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
                "profile store is down, requests pass it by",
                metadata: ["store": "\(source)", "error": "\(error.map { "\($0)" } ?? "")"])
        case (.probing, .closed):
            logger.notice("profile store answers again", metadata: ["store": "\(source)"])
        default: break
        }
    }
}

extension GuardedProfileStore: ProfileArchive where Base: ProfileArchive {
    func revisions(of user: UserID, on date: CivilDate, within deadline: Duration) async throws -> [ScoreRevision] {
        try await guarded { try await base.revisions(of: user, on: date, within: deadline) }
    }
}

/// Thrown instead of asking a store whose breaker is open.
struct ProfileStoreResting: Error, CustomStringConvertible {
    let source: ProfileSource
    var description: String { "\(source) failed lately and is left alone for now" }
}
