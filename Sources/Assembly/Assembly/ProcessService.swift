import Cold
import HTTPKit
import Logging
import ServiceLifecycle
import Streaming

/// A consumer loop as a service: a graceful shutdown finishes the batch in hand.
struct RunnerService: ServiceLifecycle.Service {
    let runner: SinkRunner

    func run() async throws { try await untilStopped(runner.stop, runner.run) }
}

/// The rescorer as a service: a graceful shutdown finishes the transaction in hand.
struct RescorerService: ServiceLifecycle.Service {
    let rescorer: Rescorer

    func run() async throws { try await untilStopped(rescorer.stop, rescorer.run) }
}

/// Watches the brokers until the shutdown.
struct KafkaWatchService: ServiceLifecycle.Service {
    let watch: KafkaWatch

    func run() async throws {
        watch.start()
        defer { watch.stop() }
        try await gracefulShutdown()
    }
}

/// Runs a loop that has a thread of its own, until the process shuts down or another of its services has failed.
private func untilStopped(_ stop: @escaping @Sendable () -> Void, _ loop: () async throws -> Void) async throws {
    try await withTaskCancellationHandler {
        try await withGracefulShutdownHandler(operation: loop, onGracefulShutdown: stop)
    } onCancel: {
        stop()
    }
}

/// A running process: its services in order, and what to release when they have ended.
package struct ProcessService: ServiceLifecycle.Service {
    let services: [any ServiceLifecycle.Service]
    let logger: Logger
    let release: @Sendable () -> Void

    package func run() async throws {
        defer { release() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, gracefulShutdownSignals: [], logger: logger))
        try await withGracefulShutdownHandler {
            try await group.run()
        } onGracefulShutdown: {
            Task { await group.triggerGracefulShutdown() }
        }
    }
}

extension Assembly {
    /// For records that nobody waits for any more: what had to be acknowledged has been.
    static let farewell = Duration.milliseconds(500)
}

extension HTTPKit.Readiness {
    /// What stands in the way, if anything does.
    static func unless(_ obstacle: String?) -> Self { obstacle.map { .notReady($0) } ?? .ready }
}
