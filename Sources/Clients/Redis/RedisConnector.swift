import Blocking

/// Bounded exponential waits between attempts, with jitter so that many clients do not return in step.
package struct RedisBackoff: Sendable {
    private let initial: Duration
    private let limit: Duration
    private var current: Duration

    /// The first wait is about `initial`; each later one doubles, up to `limit`.
    package init(initial: Duration = .milliseconds(50), limit: Duration = .seconds(2)) {
        self.initial = initial
        self.limit = limit
        current = initial
    }

    /// The wait before the next attempt: between half and the whole of the present step.
    package mutating func next() -> Duration {
        defer { current = min(limit, current * 2) }
        return current * Double.random(in: 0.5...1)
    }

    /// Begins anew, after a success.
    package mutating func reset() { current = initial }
}

/// Replaces the connection of a thread that owns one, blocking that thread.
package struct RedisConnector: Sendable {
    private let configuration: RedisConfiguration
    private let backoff: RedisBackoff

    /// Connects nothing yet.
    package init(_ configuration: RedisConfiguration, backoff: RedisBackoff = RedisBackoff()) {
        self.configuration = configuration
        self.backoff = backoff
    }

    /// Tries until it has a connection that answers `PING` (so not one that is still loading its data).
    ///
    /// A failure that is not retriable, such as a wrong password, is thrown at once.
    ///
    /// - Parameters:
    ///   - stop: ends the attempt, a wait included, and throws the last failure.
    ///   - shouldRetry: asked after every failure; false does the same.
    package func connect(
        until stop: StopSignal = StopSignal(), retryingWhile shouldRetry: (RedisError) -> Bool = { _ in true }
    ) throws(RedisError) -> RedisConnection {
        var backoff = backoff
        while true {
            let failure: RedisError
            do throws(RedisError) {
                let connection = try RedisConnection(configuration)
                try connection.command("PING")
                return connection
            } catch { failure = error }
            guard failure.isRetriable, shouldRetry(failure) else { throw failure }
            stop.rest(backoff.next())
            if stop.isGiven { throw failure }
        }
    }
}
