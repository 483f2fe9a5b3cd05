import Access
import Events
import Identity
import Logging

extension Access {
    /// Rules over teams in memory; by default there are none, and everybody sees the own data, services and admins all.
    ///
    /// Nothing writes the record of reads away unless the test runs an `AuditWriter`.
    package init(
        directory: InMemoryAccessDirectory = InMemoryAccessDirectory(), audit: AuditLog = AuditLog(),
        now: @escaping @Sendable () -> Instant = { Instant(microseconds: 0) }
    ) {
        self.init(
            directory: directory, audit: audit, now: now,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
