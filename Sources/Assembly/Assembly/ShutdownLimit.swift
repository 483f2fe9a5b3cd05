import Foundation
import Glibc
import Logging
import ServiceLifecycle

/// Ends the process where its shutdown takes too long: what it waits for (a store that has taken a statement and is silent,
/// a broker that is away) may not come back, and to be cut off is safe at any moment.
struct ShutdownLimit: ServiceLifecycle.Service {
    /// Less than the five seconds that we promise.
    static let patience = Duration.milliseconds(4700)

    let logger: Logger

    func run() async throws {
        // Also when another service has failed and this one is cancelled.
        defer { arm() }
        try await gracefulShutdown()
    }

    private func arm() {
        let thread = Thread { [logger] in
            Thread.sleep(forTimeInterval: Self.patience / .seconds(1))
            logger.error(
                "the shutdown takes too long and is cut off; what was in hand is not stored and will be read again",
                metadata: ["after": "\(Self.patience)"])
            // exit() would run destructors under the threads that still work.
            _exit(1)
        }
        thread.start()
    }
}
