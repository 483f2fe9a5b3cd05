import HTTPKit
import Logging
import ServiceLifecycle
import Testing

@Suite struct BoundedShutdownTests {
    /// Does not care for a graceful shutdown.
    private struct Stubborn: Service {
        let started: AsyncStream<Void>.Continuation

        func run() async throws {
            started.yield()
            try await Task.sleep(for: .seconds(3600))
        }
    }

    @Test("a service that does not end by itself is ended by force")
    func force() async throws {
        let (arrived, started) = AsyncStream.makeStream(of: Void.self)
        let service = BoundedShutdown(Stubborn(started: started), patience: .milliseconds(20))
        let group = ServiceGroup(services: [service], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await _ in arrived { break }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
