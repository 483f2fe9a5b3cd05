import Logging
import Metrics
import Observability
import ServiceLifecycle
import UnixSignals

/// Runs services until SIGINT or SIGTERM, then ends them in the reverse order, within five seconds.
package func serveUntilSignal(_ services: [any ServiceLifecycle.Service], logger: Logger) async throws {
    // The last is told first.
    let configuration = ServiceGroupConfiguration(
        services: services + [ShutdownLimit(logger: logger)], gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger)
    try await ServiceGroup(configuration: configuration).run()
}

/// The log of this process goes to standard error, so that standard output stays for results; metrics gather for the
/// admin port.
package func bootstrapLogging() {
    LoggingSystem.bootstrap { label in LiveLogHandler(label: label) }
    MetricsSystem.bootstrap(PrometheusRegistry.shared)
}
