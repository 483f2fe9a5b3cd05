import Access
import Identity
import ServiceLifecycle
import Settings

extension Assembly {
    /// Where a process notes what is refused and changed, and the service that writes it down: it stops after the servers, so
    /// it stands before them.
    func security() throws -> (log: SecurityLog, writer: SecurityEventWriter, store: PostgresSecurityEvents) {
        let log = SecurityLog(now: Self.now)
        let store = PostgresSecurityEvents(try postgres(), process: settings.service.rawValue)
        return (log, SecurityEventWriter(log, to: store, logger: logger), store)
    }

    /// Deletes what is older than it is to be kept.
    func securityRetention(_ store: PostgresSecurityEvents) throws -> SecurityEventRetention {
        let days = try live { settings, _ in settings[\.security.retentionDays] }
        return SecurityEventRetention(store, days: { days.now }, logger: logger)
    }
}
