import Foundation
import Logging
import ServiceLifecycle
import Streaming
import Synchronization

/// A server that a process cannot begin without.
package struct RequiredServer: Sendable {
    /// As an operator calls it.
    let name: String
    /// Without a password.
    let address: String
    /// What to do if it does not come.
    let cure: String
    /// Throws while the server does not answer as it should; after some seconds at the latest.
    let ask: @Sendable () async throws -> Void
    /// Whether what it threw passes with time; waiting does not mend a wrong password.
    var isPassing: @Sendable (any Error) -> Bool = { _ in true }

    func cure(for reason: any Error) -> String { (reason as? any CuredOtherwise)?.cure ?? cure }
}

/// Waits for the servers of a process, in whatever order they come up, and says what it waits for.
final class Startup: Sendable {
    private static let pause = Duration.milliseconds(250)
    /// Between two lines in the log about the same server.
    private static let interval = Duration.seconds(5)

    private let servers: [RequiredServer]
    private let timeout: Duration
    private let setting: String
    private let logger: Logger
    private let waitingFor = Mutex<String?>("starting")

    /// - Parameter setting: which says the timeout.
    init(
        _ servers: [RequiredServer], timeout: Duration, setting: String = "process.startupTimeout", logger: Logger
    ) {
        self.servers = servers
        self.timeout = timeout
        self.setting = setting
        self.logger = logger
    }

    /// What is being waited for; nil when every server has answered once.
    var obstacle: String? { waitingFor.withLock(\.self) }

    /// Returns when every server has answered.
    ///
    /// - Throws: ``StartupTimedOut``, and what no waiting mends.
    func wait() async throws {
        let start = ContinuousClock.now
        for server in servers { try await wait(for: server, since: start) }
        waitingFor.withLock { $0 = nil }
    }

    private func wait(for server: RequiredServer, since start: ContinuousClock.Instant) async throws {
        var lastTold: ContinuousClock.Instant?
        while true {
            let reason: any Error
            do {
                try await server.ask()
                if lastTold != nil { logger.notice("\(server.name) answers", metadata: ["at": "\(server.address)"]) }
                return
            } catch { reason = error }
            guard server.isPassing(reason) else { throw reason }
            let now = ContinuousClock.now
            guard now - start < timeout else {
                throw StartupTimedOut(server: server, reason: reason, timeout: timeout, setting: setting)
            }
            waitingFor.withLock { $0 = "waiting for \(server.name) at \(server.address): \(reason)" }
            if lastTold.map({ now - $0 >= Self.interval }) ?? true {
                lastTold = now
                logger.warning(
                    "waiting for \(server.name)",
                    metadata: [
                        "at": "\(server.address)", "reason": "\(reason)", "waited": "\((now - start).inSeconds)",
                        "givesUpAfter": "\(timeout.inSeconds)", "cure": "\(server.cure(for: reason))",
                    ])
            }
            try await Task.sleep(for: Self.pause)
        }
    }
}

/// A server did not come up in time.
package struct StartupTimedOut: Error, CustomStringConvertible {
    /// `EX_UNAVAILABLE` of sysexits.h: to be started again, unlike a wrong configuration.
    static let exitCode: Int32 = 69

    let server: RequiredServer
    let reason: any Error
    let timeout: Duration
    let setting: String

    package var description: String {
        """
        gave up after \(timeout.inSeconds): \(server.name) at \(server.address) cannot be used (\(reason)). \
        \(server.cure(for: reason)). \(setting) says how long to wait.
        """
    }
}

/// Services that begin when the servers they need are there.
struct AfterStartup: ServiceLifecycle.Service {
    let startup: Startup
    let services: [any ServiceLifecycle.Service]

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await startup.wait() }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            return
        }
        try await SideBySide(services).run()
    }
}
