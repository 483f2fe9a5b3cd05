import HTTPKit
import Logging
import Observability
import ServiceLifecycle

/// Writes the security events in the background, once a second those that are due; it sleeps while there are none.
///
/// Let it stop after the servers, so that it writes what their last requests did.
package struct SecurityEventWriter: Service {
    private static let batch = 500
    private static let pause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(30)

    private let log: SecurityLog
    private let store: any SecurityEventStore
    private let logger: Logger
    private let reporter = Reporter()

    /// A writer; one for each log.
    package init(_ log: SecurityLog, to store: some SecurityEventStore, logger: Logger) {
        self.log = log
        self.store = store
        self.logger = logger
    }

    /// Returns after a graceful shutdown, with everything written if the store let it.
    package func run() async throws {
        for await _ in log.signals.cancelOnGracefulShutdown() { await writeAll() }
        while case let left = log.oldest(Self.batch, all: true), !left.isEmpty {
            guard await write(left) else {
                return logger.error(
                    "security events are lost at shutdown", metadata: ["events": "\(left.count) or more"])
            }
        }
    }

    /// Until nothing is left, or the process shuts down.
    private func writeAll() async {
        var pause = Self.pause
        while log.isPending, await rest(pause) {
            if await write(log.oldest(Self.batch)) {
                pause = Self.pause
            } else {
                pause = min(Self.longestPause, pause * 2)
            }
        }
    }

    /// False if the process shuts down.
    private func rest(_ pause: Duration) async -> Bool {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
        return !Task.isShuttingDownGracefully && !Task.isCancelled
    }

    /// False if the store did not take them.
    private func write(_ events: [SecurityEvent]) async -> Bool {
        guard !events.isEmpty else { return true }
        do {
            try await store.append(events, within: .seconds(5))
        } catch {
            reporter.emit(RecordsUnwritten(.securityEvents, waiting: events.count, error), to: logger)
            return false
        }
        log.written(events.count)
        return true
    }
}
