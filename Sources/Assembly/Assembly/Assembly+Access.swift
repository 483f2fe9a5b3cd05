import Access
import HTTPKit
import Postgres

extension Assembly {
    /// Who may see what by the tables in PostgreSQL, and the service that records who looked.
    ///
    /// - Parameter probe: throws unless the server answers, whatever the pool is doing.
    func access(
        over pool: PostgresPool, probe: @escaping OutageGuard.Probe
    ) -> (access: Access, writer: AuditWriter) {
        let (directory, log) = (PostgresAccessDirectory(pool), AuditLog())
        return (
            Access(directory: directory, audit: log, probe: probe, now: Self.now, logger: logger),
            AuditWriter(log, to: directory, logger: logger)
        )
    }
}
