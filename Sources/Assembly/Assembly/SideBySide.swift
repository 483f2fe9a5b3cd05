import ServiceLifecycle

/// Services that begin and stop together. A shutdown reaches all of them at once, so that it takes as long as the slowest
/// and not as long as all; the first that fails ends the others.
struct SideBySide: ServiceLifecycle.Service {
    let services: [any ServiceLifecycle.Service]

    init(_ services: [any ServiceLifecycle.Service]) { self.services = services }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try await service.run() } }
            defer { group.cancelAll() }
            for try await _ in group {}
        }
    }
}
