import Events
import HTTPKit
import Identity
import Logging
import Profiles

/// Asks Redis, and PostgreSQL where Redis knows nothing or cannot answer.
///
/// A miss in Redis is not proof that a user is unknown: Redis may have been emptied and not yet been rebuilt.
package struct FallbackProfileStore: Sendable {
    /// How long the stores may take.
    package struct Deadlines: Sendable {
        /// Both stores together.
        package var total: Duration
        /// Redis' share; the rest is PostgreSQL's.
        package var redis: Duration

        /// Redis answers within milliseconds or hangs, so a quarter of the time is plenty.
        package init(total: Duration = .seconds(1), redis: Duration = .milliseconds(250)) {
            self.total = total
            self.redis = redis
        }
    }

    /// When a store that fails is left alone, and for how long.
    package struct Breaking: Sendable {
        /// So many failures in a row, more than one hiccup of the network.
        package var failures: Int
        /// Then one request tries it again.
        package var pause: Duration

        /// Five failures, one second.
        package init(failures: Int = 5, pause: Duration = .seconds(1)) {
            self.failures = failures
            self.pause = pause
        }
    }

    /// What was found, and where.
    package struct Answer<Value: Sendable>: Sendable {
        /// As the store gave it.
        package let value: Value
        /// The store that had it.
        package let source: ProfileSource
    }

    /// Neither store could say whether there is such a profile.
    package struct Unavailable: ProblemCause, CustomStringConvertible {
        /// PostgreSQL's failure, for the log.
        package let cause: any Error
        /// One line for an operator.
        package var description: String { "no store can answer: \(cause)" }
        /// A 503.
        package var problem: Problem { .unavailable("no store that can tell answers now") }
    }

    let redis: any ProfileStore
    let postgres: any ProfileArchive
    let deadlines: Deadlines

    /// Puts a circuit breaker before each of the stores.
    package init(
        redis: some ProfileStore, postgres: some ProfileArchive, deadlines: Deadlines = Deadlines(),
        breaking: Breaking = Breaking(), logger: Logger
    ) {
        let breaker = CircuitBreaker(failuresMax: breaking.failures, pause: breaking.pause)
        self.redis = GuardedProfileStore(redis, source: .redis, breaker: breaker, logger: logger)
        self.postgres = GuardedProfileStore(postgres, source: .postgres, breaker: breaker, logger: logger)
        self.deadlines = deadlines
    }

    /// Those of the parts that the first store with any of them has; nil if PostgreSQL knows none of them either.
    package func read(
        _ parts: [ProfilePart], of user: UserID, until end: Deadline
    ) async throws(Unavailable) -> Answer<ProfileParts>? {
        try await first(until: end) { store, patience in
            let documents = try await store.read(parts, of: user, within: patience)
            return documents.isEmpty ? nil : documents
        }
    }

    /// The rows of the user in the first store that knows any.
    package func wellness(of user: UserID, until end: Deadline) async throws(Unavailable) -> Answer<WellnessProfile>? {
        try await first(until: end) { try await $0.wellness(of: user, within: $1) }
    }

    /// Every row of the user that ever came, for dates that the live fold no longer covers.
    package func archivedWellness(
        of user: UserID, until end: Deadline
    ) async throws(Unavailable) -> Answer<WellnessProfile>? {
        do {
            return try await postgres.wellness(of: user, within: end.left)
                .map { Answer(value: $0, source: .postgres) }
        } catch {
            throw Unavailable(cause: error)
        }
    }

    /// How a date's score changed; nil if PostgreSQL cannot tell now.
    package func revisions(of user: UserID, on date: CivilDate, until end: Deadline) async -> [ScoreRevision]? {
        try? await postgres.revisions(of: user, on: date, within: end.left)
    }

    /// When a request that begins now must have its answer.
    package var deadline: Deadline { Deadline(in: deadlines.total) }

    @inline(__always)  // An asynchronous call less in every request.
    private func first<Value: Sendable>(
        until end: Deadline, _ ask: (any ProfileStore, Duration) async throws -> Value?
    ) async throws(Unavailable) -> Answer<Value>? {
        // The guard of the store has told and counted it; to the caller a failure and a miss lead to the same next step.
        if let value = try? await ask(redis, min(deadlines.redis, end.left)) {
            return Answer(value: value, source: .redis)
        }
        do {
            return try await ask(postgres, end.left).map { Answer(value: $0, source: .postgres) }
        } catch {
            throw Unavailable(cause: error)
        }
    }

    /// The stores that answer now, asked at once and within Redis' share of the deadline.
    package func answering() async -> Set<ProfileSource> {
        async let redisAnswers = answers(redis)
        async let postgresAnswers = answers(postgres)
        var sources: Set<ProfileSource> = []
        if await redisAnswers { sources.insert(.redis) }
        if await postgresAnswers { sources.insert(.postgres) }
        return sources
    }

    private func answers(_ store: any ProfileStore) async -> Bool {
        (try? await store.ping(within: deadlines.redis)) != nil
    }
}
