import ServiceLifecycle
import Settings
import UnixSignals

/// The configuration of a process from its start on: read once, then followed.
struct RunningConfiguration: ServiceLifecycle.Service {
    let live: LiveConfiguration
    let watcher: ConfigurationWatcher

    init(_ source: GitSource, _ request: ConfigurationRequest, started: ConfigurationSnapshot) {
        let live = LiveConfiguration(started)
        let news = ConfigurationNews(services: request.services)
        self.live = live
        watcher = ConfigurationWatcher(source, request, live: live) { news.tell($0, $1) }
    }

    /// The parts of one service.
    func assembly(_ service: Settings.Service) -> Assembly? {
        live.current[service].map { Assembly($0, live: live, watcher: watcher) }
    }

    /// Follows the repository, and looks at once on SIGHUP, until the shutdown.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await watcher.run() }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { await watcher.refresh() }
                }
            }
        }
    }
}
