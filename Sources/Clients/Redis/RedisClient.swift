import NIOCore
import NIOPosix
import Synchronization

/// Asynchronous, thread-safe access to Redis over one connection for each event loop.
///
/// What callers ask for during one turn of a loop leaves together, as one pipelined round trip: the more callers, the
/// fewer system calls per command. A caller that runs on one of the loops is served by that loop's own connection, so
/// that nothing changes threads. While the server is away, calls fail at once instead of queueing, and each loop keeps
/// trying to reconnect with bounded exponential back-off.
package final class RedisClient: Sendable {
    /// Bounds of the queue.
    package struct Limits: Sendable {
        /// Calls without an answer on one loop; one more throws `.overloaded`.
        package var queuedCalls: Int

        /// The default bounds a loop's memory to some tens of megabytes with the largest profiles.
        package init(queuedCalls: Int = 8192) { self.queuedCalls = queuedCalls }
    }

    private let lanes: [RedisLane]
    private let next = Atomic<Int>(0)
    private let timeout: Duration

    /// Returns at once and connects with the first call, which waits for that attempt.
    ///
    /// - Parameter group: the loops to use; they must outlive the client.
    package init(
        _ configuration: RedisConfiguration, limits: Limits = Limits(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        lanes = group.makeIterator().map { RedisLane($0, configuration: configuration, callsMax: limits.queuedCalls) }
        timeout = configuration.commandTimeout
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
    package func run(
        _ commands: [[RedisArgument]], deadline: Duration? = nil
    ) async throws(RedisError) -> [RedisReply] {
        guard !commands.isEmpty else { return [] }
        let lane = lane
        let end = NIODeadline.now() + TimeAmount(deadline ?? timeout)
        let result = await withCheckedContinuation { continuation in
            lane.submit(RedisCall(commands, until: end) { continuation.resume(returning: $0) })
        }
        return try result.get()
    }

    /// Sends one command; a refusal is thrown as `.reply`. Otherwise as `run`.
    @discardableResult
    package func command(_ arguments: RedisArgument...) async throws(RedisError) -> RedisReply {
        let replies = try await run([arguments])
        guard let reply = replies.first else { throw RedisError(.protocolViolation, "no reply") }
        return try reply.checked()
    }

    /// Whether any connection stood when it was last used; for health checks.
    package var isConnected: Bool { lanes.contains { $0.isConnected } }

    /// What was sent so far. Commands per round trip is how well concurrent callers coalesce.
    package var statistics: RedisStatistics { lanes.reduce(into: RedisStatistics()) { $1.add(to: &$0) } }

    /// Fails every later call with `.closed`; what was sent already still gets its replies.
    package func shutdown() { for lane in lanes { lane.close() } }

    /// The lane of the loop that the caller runs on; others take turns.
    private var lane: RedisLane {
        if let loop = MultiThreadedEventLoopGroup.currentEventLoop, let own = lanes.first(where: { $0.loop === loop }) {
            return own
        }
        return lanes[next.wrappingAdd(1, ordering: .relaxed).oldValue % lanes.count]
    }
}

/// Counts since a client was made.
package struct RedisStatistics: Sendable {
    /// Commands sent.
    package var commands = 0
    /// Pipelined round trips they were sent in.
    package var roundTrips = 0
    /// Connections made, the first one included.
    package var connections = 0
}
