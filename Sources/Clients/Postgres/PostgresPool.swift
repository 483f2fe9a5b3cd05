import Dispatch
import Foundation

/// A bounded number of connections, each on a thread of its own, for callers that are asynchronous.
///
/// While no connection stands, calls fail at once with the reason instead of queueing, and the threads keep trying to
/// reconnect with bounded exponential back-off.
package final class PostgresPool: Sendable {
    /// Bounds of a pool.
    package struct Limits: Sendable {
        /// Connections, and threads.
        package var connections: Int
        /// Calls that may wait for a connection; one more throws `.overloaded`.
        package var queuedCalls: Int

        /// Few connections do much: PostgreSQL works best with about as many as it has cores.
        package init(connections: Int = 4, queuedCalls: Int = 256) {
            self.connections = max(1, connections)
            self.queuedCalls = queuedCalls
        }
    }

    private let queue: PoolQueue
    private static let timers = DispatchQueue(label: "postgres-pool-deadlines", attributes: .concurrent)

    /// Returns at once; connections are made in the background, and calls made meanwhile wait for the first attempt.
    package init(_ configuration: PostgresConfiguration, limits: Limits = Limits(), watch: PoolWatch = PoolWatch()) {
        let queue = PoolQueue(limit: limits.queuedCalls)
        self.queue = queue
        let worker = PoolWorker(queue: queue, configuration: configuration, watch: watch)
        for number in 1...limits.connections {
            let thread = Thread { worker.run() }
            thread.name = "postgres-\(number)"
            thread.start()
        }
    }

    deinit { shutdown() }

    /// Runs the body on a connection's thread and returns its result; the body must not keep the connection.
    ///
    /// A transaction that the body leaves open is rolled back. Nothing is retried here: only the caller knows whether
    /// its work may be repeated.
    /// - Parameter deadline: how long the caller waits, queueing included. Then `.deadline` is thrown, the statement
    ///   under way is cancelled at the server, and the body goes on alone until it notices. Cancelling the task does not
    ///   end the wait earlier.
    /// - Throws: what the body throws, `.overloaded`, `.deadline`, `.connection` at once while the server is away,
    ///   `.closed` after `shutdown`.
    package func withConnection<Value: Sendable>(
        deadline: Duration, _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let call = PoolCall(continuation, body)
            if let refusal = queue.submit(call) { return call.fail(refusal) }
            call.expire(in: deadline, on: Self.timers)
        }
    }

    /// Connections that stand; for health checks.
    package var connectionCount: Int { queue.connectionCount }

    /// Fails what waits and every later call with `.closed`; bodies under way finish.
    package func shutdown() { queue.close() }
}
