import Access
import Postgres

extension Assembly {
    /// Who may see what by the tables in PostgreSQL, and the service that records who looked.
    func access(over pool: PostgresPool) -> (access: Access, writer: AuditWriter) {
        let (directory, log) = (PostgresAccessDirectory(pool), AuditLog())
        return (
            Access(directory: directory, audit: log, now: Self.now, logger: logger),
            AuditWriter(log, to: directory, logger: logger)
        )
    }
}
