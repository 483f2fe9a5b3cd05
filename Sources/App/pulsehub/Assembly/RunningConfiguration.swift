import Logging
import Metrics
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

/// Tells operators what became of each new commit: in the log, and in metrics.
struct ConfigurationNews: Sendable {
    let services: [Settings.Service]
    private let logger = Logger(label: "configuration")
    private let swaps = Counter(label: "pulsehub_config_swapped_total")
    private let refusals = Counter(label: "pulsehub_config_rejected_total")
    private let failures = Counter(label: "pulsehub_config_unreachable_total")
    private let pendingRestart = Meter(label: "pulsehub_config_pending_restart")

    init(services: [Settings.Service]) { self.services = services }

    func tell(_ decision: ConfigurationState.Decision, _ state: ConfigurationState) {
        switch decision {
        case .keep:
            break
        case .swap(let from, let to, let live, let pending):
            for service in services { if let settings = state.running[service] { LogLines.adopt(settings) } }
            swaps.increment()
            pendingRestart.set(pending.count)
            logger.notice(
                "configuration changed",
                metadata: ["from": "\(from.prefix(12))", "to": "\(to)", "live": Self.list(live)])
            for difference in pending {
                logger.warning("pending restart", metadata: ["setting": "\(difference)"])
            }
        case .refuse(let refusal):
            refusals.increment()
            logger.error(
                "configuration refused, the last good commit goes on running",
                metadata: [
                    "refused": "\(refusal.commit)", "running": "\(state.running.commit)",
                    "reasons": .array(refusal.reasons.prefix(20).map { "\($0)" }),
                ])
        case .unreachable(let reason, let isNew):
            failures.increment()
            guard isNew else { return }
            logger.warning(
                "configuration cannot be read, the last good commit goes on running", metadata: ["reason": "\(reason)"])
        }
    }

    private static func list(_ differences: [SettingDifference]) -> Logger.MetadataValue {
        .array(differences.map { "\($0)" })
    }
}
