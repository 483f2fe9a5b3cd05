import HTTPKit
import Identity
import Logging
import Postgres
import Synchronization

/// Exports from PostgreSQL, each over a connection of its own: slow clients must not take the connections of the others.
public struct PostgresExport: PersonExport {
    private let configuration: PostgresConfiguration
    private let slots: ExportSlots
    private let logger: Logger

    /// - Parameter limit: exports that may run at once.
    public init(_ configuration: PostgresConfiguration, limit: Int = 2, logger: Logger) {
        self.configuration = configuration
        slots = ExportSlots(limit)
        self.logger = logger
    }

    /// Connects and takes a snapshot.
    public func begin(_ user: UserID) async throws(Problem) -> any ExportPages {
        guard let slot = slots.take() else {
            throw Problem.unavailable("as many exports run as are allowed at once", retryAfter: .seconds(10))
        }
        let session = ExportSession(user, slot)
        do { try await session.open(configuration) } catch {
            logger.warning("an export cannot begin", metadata: ["error": "\(error)"])
            throw Problem.unavailable("PostgreSQL, which has all of a person's data, does not answer now")
        }
        return session
    }
}

/// Counts what runs at once.
private final class ExportSlots: Sendable {
    private let free: Mutex<Int>

    init(_ limit: Int) { free = Mutex(limit) }

    /// Nil where none is free.
    func take() -> ExportSlot? {
        let isFree = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        return isFree ? ExportSlot { [self] in free.withLock { $0 += 1 } } : nil
    }
}

/// One export's place, given back when it is let go.
final class ExportSlot: Sendable {
    private let giveBack: @Sendable () -> Void

    fileprivate init(_ giveBack: @escaping @Sendable () -> Void) { self.giveBack = giveBack }

    deinit { giveBack() }
}
