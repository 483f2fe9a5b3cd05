import ServiceLifecycle

/// Waits for the shutdown.
package struct UntilShutdown: ServiceLifecycle.Service {
    package init() {}

    package func run() async throws { try await gracefulShutdown() }
}
