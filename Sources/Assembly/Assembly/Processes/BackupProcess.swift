import Backup
import HTTPKit
import ServiceLifecycle
import Settings

extension ProcessDefinition {
    /// PostgreSQL to a store of backups.
    package static let backup = ProcessDefinition(.backup, adminPort: \.backup.adminPort, isPartOfUp: false) {
        try $0.backupProcess()
    }
}

extension Assembly {
    /// `pulsehub backup schedule`: under a new commit the next backup is another.
    func backupProcess() throws -> ProcessService {
        let (live, now) = (live, Self.now)
        let plan = try self.live { settings, _ in
            BackupScheduler.Plan(
                timetable: Timetable(settings[\.backup.times]) ?? .daily, retention: Retention(settings))
        }
        let current = try self.live { settings, _ in settings }
        let scheduler = BackupScheduler(
            plan: { plan.now }, configuration: { try BackupConfiguration(current.now, live.current.commit) }, now: now,
            logger: logger)
        // What can never work is told now and not at night.
        _ = try BackupConfiguration(settings, settings.commit)
        let health = scheduler.health
        let security = try security()
        let admin = admin(ProcessDefinition.backup.adminPort, security: security.log) {
            health.error.map { .notReady($0) } ?? .ready
        }
        return ProcessService(services: [security.writer, admin, scheduler], logger: logger, release: {})
    }
}
