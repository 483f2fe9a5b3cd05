import Logging
import Metrics
import ServiceLifecycle
import Telemetry
import UnixSignals

/// Runs services until SIGINT or SIGTERM, then ends them in the reverse order.
func serveUntilSignal(_ services: [any ServiceLifecycle.Service], logger: Logger) async throws {
    var configuration = ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    // A stuck service must not keep the process for ever.
    configuration.maximumGracefulShutdownDuration = .seconds(30)
    try await ServiceGroup(configuration: configuration).run()
}

/// The log of this process goes to standard error, so that standard output stays for results; metrics gather for the
/// admin port.
func bootstrapLogging() {
    LoggingSystem.bootstrap { label in LiveLogHandler(label: label) }
    MetricsSystem.bootstrap(PrometheusRegistry.shared)
}
