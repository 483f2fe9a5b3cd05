import Logging
import ServiceLifecycle
import Settings
import UnixSignals

/// The configuration of a process from its start on: read once, then followed.
package struct RunningConfiguration: ServiceLifecycle.Service {
    package let live: LiveConfiguration
    let watcher: ConfigurationWatcher
    private let board = ReadinessBoard()
    private let isNewest: Bool

    init(_ source: GitSource, _ request: ConfigurationRequest, _ first: FirstConfiguration) {
        let live = LiveConfiguration(first.snapshot)
        let news = ConfigurationNews(services: request.services)
        self.live = live
        isNewest = first.reasons.isEmpty
        if !isNewest {
            Logger(label: "configuration").error(
                "the newest commit cannot run, starting under the last good one",
                metadata: [
                    "commit": "\(first.snapshot.commit)", "reasons": .array(first.reasons.prefix(20).map { "\($0)" }),
                ])
        }
        watcher = ConfigurationWatcher(source, request, live: live) { news.tell($0, $1) }
    }

    /// The parts of one service.
    package func assembly(_ service: Settings.Service) -> Assembly? {
        live.current[service].map { Assembly($0, live: live, watcher: watcher, board: board) }
    }

    /// Follows the repository, and looks at once on SIGHUP, until the shutdown.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    // So that the health report names the refused commit from the start.
                    if !isNewest { await watcher.refresh() }
                    await watcher.run()
                }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { await watcher.refresh() }
                }
            }
        }
    }
}
