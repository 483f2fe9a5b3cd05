import Access
import Events
import HTTPKit
import Identity
import Logging
import Observability
import Postgres
import Profiles
import Redis

/// A store behind an ``OutageGuard``, which must be able to answer a ping whatever else it is doing.
struct GuardedProfileStore<Base: ProfileStore>: ProfileStore {
    private let base: Base
    private let source: ProfileSource
    private let outages: OutageGuard
    private let logger: Logger
    private let reporter: Reporter

    init(
        _ base: Base, source: ProfileSource, breaker: CircuitBreaker = CircuitBreaker(), logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.base = base
        self.source = source
        self.logger = logger
        reporter = Reporter(now: now)
        outages = OutageGuard(source.rawValue, breaker: breaker, logger: logger, now: now) {
            try await base.ping(within: .milliseconds(500))
        }
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

    func known(_ users: [UserID], within deadline: Duration) async throws -> Set<UserID> {
        try await guarded { try await base.known(users, within: deadline) }
    }

    /// Goes past the breaker, since whoever asks wants to know how the store is now.
    func ping(within deadline: Duration) async throws { try await base.ping(within: deadline) }

    @inline(__always)  // An asynchronous call less in every request.
    private func guarded<Value: Sendable>(_ call: () async throws -> Value) async throws -> Value {
        do {
            return try await outages.call(judging: OutageGuard.Verdict.init, call)
        } catch let error as UnreadableState {
            reporter.emit(StateUnreadable(in: source.rawValue, error), to: logger)
            throw error
        }
    }
}

extension GuardedProfileStore: ProfileArchive where Base: ProfileArchive {
    func revisions(of user: UserID, on date: CivilDate, within deadline: Duration) async throws -> [ScoreRevision] {
        try await guarded { try await base.revisions(of: user, on: date, within: deadline) }
    }
}

extension OutageGuard.Verdict {
    /// What a store's error says of the store. One user's damage, or a read that is too much, must not cut off all others.
    fileprivate init(_ error: any Error) {
        switch error {
        case is UnreadableState: self = .answered
        case is CoalescedReads.Overloaded: self = .unclear
        case let error as PostgresError: self.init(error)
        case let error as RedisError: self = [.timeout, .overloaded].contains(error.code) ? .unclear : .away
        default: self = .away
        }
    }
}
