import HTTPKit
import HTTPTypes
import Identity
import Logging
import Postgres
import Synchronization

/// Exports from PostgreSQL, each over a connection of its own: slow clients must not take the connections of the others.
package struct PostgresExport: PersonExport {
    private let configuration: PostgresConfiguration
    private let slots: ExportSlots
    private let logger: Logger

    /// - Parameter limit: exports that may run at once.
    package init(_ configuration: PostgresConfiguration, limit: Int = 4, logger: Logger) {
        self.configuration = configuration
        slots = ExportSlots(limit)
        self.logger = logger
    }

    /// Connects and takes a snapshot.
    package func begin(_ user: UserID, for caller: UserID) async throws(Problem) -> any ExportPages {
        let slot = try slots.take(for: caller)
        let session = ExportSession(user, slot)
        do { try await session.open(configuration) } catch {
            logger.warning("an export cannot begin", metadata: ["error": "\(error)"])
            throw Problem.unavailable("PostgreSQL, which has all of a person's data, does not answer now")
        }
        return session
    }
}

/// Who has an export under way.
private final class ExportSlots: Sendable {
    private let callers = Mutex<Set<UserID>>([])
    private let limit: Int

    init(_ limit: Int) { self.limit = limit }

    /// - Throws: a 429 where the caller has one, a 503 where none is free.
    func take(for caller: UserID) throws(Problem) -> ExportSlot {
        let refusal: Problem? = callers.withLock { callers in
            if callers.contains(caller) { return .exportUnderWay }
            guard callers.count < limit else {
                return .unavailable("as many exports run as are allowed at once", retryAfter: .seconds(10))
            }
            callers.insert(caller)
            return nil
        }
        if let refusal { throw refusal }
        return ExportSlot { [self] in _ = callers.withLock { $0.remove(caller) } }
    }
}

extension Problem {
    fileprivate static let exportUnderWay = Problem(
        "export-under-way", status: .tooManyRequests, title: "An export is under way",
        detail:
            "a caller has one export at a time: read the last one to its end, or close its connection and wait a little"
    ).retrying(after: .seconds(10))
}

/// One export's place, given back when it is let go.
final class ExportSlot: Sendable {
    private let giveBack: @Sendable () -> Void

    fileprivate init(_ giveBack: @escaping @Sendable () -> Void) { self.giveBack = giveBack }

    deinit { giveBack() }
}
