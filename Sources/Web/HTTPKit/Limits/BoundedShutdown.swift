import ServiceLifecycle

/// A service that is ended by force where its graceful shutdown takes too long.
package struct BoundedShutdown<Base: Service>: Service {
    private let base: Base
    private let patience: Duration

    /// - Parameter patience: from the request to shut down until open requests and streams are cut off; by default a second
    ///   less than the five in which a process is to end.
    package init(_ base: Base, patience: Duration = .seconds(4)) {
        self.base = base
        self.patience = patience
    }

    /// Runs until the service ends, by itself or by force.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await base.run() }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: patience)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
