import Postgres
import Synchronization

/// What was asked for took longer than the caller would wait, at a server that was answering meanwhile: no outage.
public struct SlowAnswer: Error, CustomStringConvertible {
    /// For the log.
    public var description: String { "PostgreSQL answers, but not to this in time" }
}

/// Tells deadlines that pass because of what was asked, or of those before it, from deadlines that pass because nobody is
/// there: after those alone everybody else is to be spared the wait.
final class LastAnswer: Sendable {
    private let time = Mutex<ContinuousClock.Instant?>(nil)

    /// The server has answered a statement.
    func heard() { time.withLock { $0 = .now } }

    /// Asks, and throws ``SlowAnswer`` for a deadline within which the server has answered anybody.
    func judge<Value>(_ ask: () async throws -> Value) async throws -> Value {
        let start = ContinuousClock.now
        do {
            return try await ask()
        } catch {
            guard (error as? PostgresError)?.reason == .deadline, let last = time.withLock({ $0 }), last >= start else {
                throw error
            }
            throw SlowAnswer()
        }
    }
}
