import Foundation

/// Asynchronous, thread-safe access to Redis over one connection that one dedicated thread owns.
///
/// The thread takes everything that waits and sends it as one pipelined round trip: the more callers, the fewer system
/// calls per command. While the server is away, calls fail at once instead of queueing, and the thread keeps trying to
/// reconnect with bounded exponential back-off.
public final class RedisClient: Sendable {
    /// Bounds of the queue and of one round trip.
    public struct Limits: Sendable {
        /// Calls that may wait for the next round trip; one more throws `.overloaded`.
        public var queuedCalls: Int
        /// Commands of one round trip; a single call with more is sent alone.
        public var commandsPerRoundTrip: Int

        /// The defaults hold a round trip near a millisecond.
        public init(queuedCalls: Int = 8192, commandsPerRoundTrip: Int = 512) {
            self.queuedCalls = queuedCalls
            self.commandsPerRoundTrip = commandsPerRoundTrip
        }
    }

    private let mailbox: RedisMailbox
    private let timeout: Duration

    /// Returns at once; the thread connects in the background, and calls made meanwhile wait for the first attempt.
    public init(_ configuration: RedisConfiguration, limits: Limits = Limits()) {
        let mailbox = RedisMailbox(limit: limits.queuedCalls)
        let worker = RedisWorker(mailbox: mailbox, configuration: configuration, batch: limits.commandsPerRoundTrip)
        self.mailbox = mailbox
        timeout = configuration.commandTimeout
        let thread = Thread { worker.run() }
        thread.name = "redis-client"
        thread.start()
    }

    deinit { shutdown() }

    /// Sends the commands in order and returns their replies in order; a refused command is a `RedisReply.error` value.
    ///
    /// Commands of one call stand together on the connection, but only `MULTI` makes them atomic. Blocking commands and
    /// subscriptions would hold up every other caller.
    /// - Parameter deadline: how long the caller waits, by default the command timeout; then `.timeout` is thrown,
    ///   though commands already sent may still be executed. It is checked about every 20 ms. Cancelling the task does
    ///   not end the wait earlier.
    /// - Throws: `.overloaded`, `.timeout`, `.connection` at once while the server is away, `.closed` after `shutdown`.
    @discardableResult
    public func run(
        _ commands: [[RedisArgument]], deadline: Duration? = nil
    ) async throws(RedisError) -> [RedisReply] {
        guard !commands.isEmpty else { return [] }
        let end = ContinuousClock.now + (deadline ?? timeout)
        let result = await withCheckedContinuation { continuation in
            let call = RedisCall(commands: commands, deadline: end, continuation: continuation)
            if let refusal = mailbox.submit(call) { continuation.resume(returning: .failure(refusal)) }
        }
        return try result.get()
    }

    /// Sends one command; a refusal is thrown as `.reply`. Otherwise as `run`.
    @discardableResult
    public func command(_ arguments: RedisArgument...) async throws(RedisError) -> RedisReply {
        let replies = try await run([arguments])
        guard let reply = replies.first else { throw RedisError(.protocolViolation, "no reply") }
        return try reply.checked()
    }

    /// Whether the connection stood when it was last used; for health checks.
    public var isConnected: Bool { mailbox.isConnected }

    /// What was sent so far. Commands per round trip is how well concurrent callers coalesce.
    public var statistics: RedisStatistics { mailbox.statistics }

    /// Fails what waits and every later call with `.closed`; a round trip under way still gets its replies.
    public func shutdown() { mailbox.close() }
}

/// Counts since a client was made.
public struct RedisStatistics: Sendable {
    /// Commands sent.
    public var commands = 0
    /// Pipelined round trips they were sent in.
    public var roundTrips = 0
    /// Connections made, the first one included.
    public var connections = 0
}
