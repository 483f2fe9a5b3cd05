import Events
import Logging
import ServiceLifecycle

/// Takes a backup whenever one is due, and prunes after it, until the shutdown.
///
/// Whether one is due is asked of the store: one that was missed, since this process or the machine was down, is made up for at
/// once, and of two of these processes the second finds that nothing is due.
package struct BackupScheduler: Service {
    /// What holds for the next backup.
    package struct Plan: Sendable {
        /// When.
        package var timetable: Timetable
        /// What is kept afterwards.
        package var retention: Retention

        /// Both.
        package init(timetable: Timetable, retention: Retention) {
            self.timetable = timetable
            self.retention = retention
        }
    }

    /// What it has come to, for the admin port.
    package let health: BackupHealth
    private let plan: @Sendable () -> Plan
    private let configuration: @Sendable () throws -> BackupConfiguration
    private let now: @Sendable () -> Instant
    private let logger: Logger

    private static let look = Duration.seconds(5)
    private static let pauses = (first: Duration.seconds(30), last: Duration.seconds(1800))

    /// - Parameters:
    ///   - plan: asked at every look.
    ///   - configuration: asked before every backup; what it throws is a failed one.
    package init(
        plan: @escaping @Sendable () -> Plan, configuration: @escaping @Sendable () throws -> BackupConfiguration,
        now: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.plan = plan
        self.configuration = configuration
        self.now = now
        self.logger = logger
        health = BackupHealth(now: now)
    }

    /// Until the shutdown, which ends a backup under way and leaves nothing of it.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = Self.pauses.first
            while !Task.isCancelled {
                var wait = Self.look
                do {
                    try await takeIfDue()
                    pause = Self.pauses.first
                } catch {
                    if Task.isCancelled { return }
                    health.failed("\(error)")
                    logger.error("no backup was taken", metadata: ["error": "\(error)", "nextTry": "\(pause)"])
                    wait = pause
                    pause = min(pause * 2, Self.pauses.last)
                }
                health.tell()
                do { try await Task.sleep(for: wait) } catch { return }
            }
        }
    }

    private func takeIfDue() async throws {
        let plan = plan()
        let due = plan.timetable.lastDue(now())
        // The store is asked at the start and when the time has come, not at every look.
        if let newest = health.newest, newest.time >= due { return }
        let configuration = try configuration()
        let catalog = BackupCatalog(store: configuration.store)
        let newest = try await catalog.backups().last
        health.found(newest)
        if let newest, newest.time >= due { return }
        let begin = ContinuousClock.now
        logger.info("taking a backup", metadata: ["due": "\(due)"])
        let manifest = try await BackupRun(configuration, logger: logger).take(now: now())
        let took = ContinuousClock.now - begin
        health.took(manifest, took)
        logger.notice(
            "backup taken",
            metadata: [
                "name": "\(manifest.name)", "bytes": "\(manifest.bytes)", "records": "\(manifest.records)",
                "seconds": "\(took.components.seconds)", "nextDue": "\(plan.timetable.nextDue(now()))",
            ])
        for name in try await catalog.prune(plan.retention, on: now().utcDate) {
            logger.notice("backup pruned", metadata: ["name": "\(name)"])
        }
    }
}
