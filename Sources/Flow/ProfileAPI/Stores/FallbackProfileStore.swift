import Logging

/// Asks Redis, and PostgreSQL where Redis knows nothing or cannot answer.
///
/// A miss in Redis is not proof that a user is unknown: Redis may have been emptied and not yet been rebuilt.
public struct FallbackProfileStore: Sendable {
    /// How long the stores may take.
    public struct Deadlines: Sendable {
        /// Both stores together.
        public var total: Duration
        /// Redis' share; the rest is PostgreSQL's.
        public var redis: Duration

        /// Redis answers within milliseconds or hangs, so a quarter of the time is plenty.
        public init(total: Duration = .seconds(1), redis: Duration = .milliseconds(250)) {
            self.total = total
            self.redis = redis
        }
    }

    /// What was found, and where.
    public struct Answer: Sendable, Equatable {
        /// At least one document.
        public let parts: ProfileParts
        /// The store that had it.
        public let source: ProfileSource
    }

    /// Neither store could say whether there is such a profile.
    public struct Unavailable: Error, CustomStringConvertible {
        /// PostgreSQL's failure, for the log.
        public let cause: any Error
        /// One line for an operator.
        public var description: String { "no store can answer: \(cause)" }
    }

    private let redis: any ProfileStore
    private let postgres: any ProfileStore
    private let deadlines: Deadlines

    /// Puts a circuit breaker before each of the stores.
    public init(
        redis: some ProfileStore, postgres: some ProfileStore, deadlines: Deadlines = Deadlines(), logger: Logger
    ) {
        self.redis = GuardedProfileStore(redis, source: .redis, logger: logger)
        self.postgres = GuardedProfileStore(postgres, source: .postgres, logger: logger)
        self.deadlines = deadlines
    }

    /// Those of the parts that the first store with any of them has; nil if PostgreSQL knows none of them either.
    public func read(_ parts: [ProfilePart], of user: UserID) async throws(Unavailable) -> Answer? {
        let end = ContinuousClock.now + deadlines.total
        // The breaker has logged why; to the caller a failure and a miss lead to the same next step.
        if let documents = try? await redis.read(parts, of: user, within: min(deadlines.redis, deadlines.total)),
            !documents.isEmpty
        {
            return Answer(parts: documents, source: .redis)
        }
        do {
            let documents = try await postgres.read(parts, of: user, within: max(.zero, end - .now))
            return documents.isEmpty ? nil : Answer(parts: documents, source: .postgres)
        } catch {
            throw Unavailable(cause: error)
        }
    }

    /// The stores that answer now, asked at once and within Redis' share of the deadline.
    public func answering() async -> Set<ProfileSource> {
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
