import Logging
import ServiceLifecycle

/// Deletes security events that are older than they are to be kept, now and then. Several processes may do so at once.
package struct SecurityEventRetention: Service {
    private static let interval = Duration.seconds(3600)

    private let events: PostgresSecurityEvents
    private let days: @Sendable () -> Int
    private let logger: Logger

    /// - Parameter days: asked each time.
    package init(_ events: PostgresSecurityEvents, days: @escaping @Sendable () -> Int, logger: Logger) {
        self.events = events
        self.days = days
        self.logger = logger
    }

    /// Until a graceful shutdown.
    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let count = try await events.drop(olderThanDays: days())
                if count > 0 { logger.info("old security events are deleted", metadata: ["rows": "\(count)"]) }
            } catch {
                logger.warning("old security events cannot be deleted now", metadata: ["error": "\(error)"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }
}
