import Access
import HTTPKit
import Identity

/// Teams, consents, alerts and the record of reads, which do not flow through the log.
extension PostgresAccessDirectory: KeptBesides {
    /// See ``forget(_:within:)``.
    package func forget(_ user: UserID, until end: Deadline) async throws {
        try await forget(user, within: end.left)
    }
}
