import Logging
import Metrics
import Observability
import Settings
import Synchronization

/// Tells operators what became of each new commit: in the log, and in metrics.
final class ConfigurationNews: Sendable {
    private let services: [Settings.Service]
    private let isAway = Atomic(false)
    private let logger = Logger(label: "configuration")
    private let swaps = Metric.configSwapped.counter()
    private let refusals = Metric.configRejected.counter()
    private let failures = Metric.configUnreachable.counter()
    private let isRefused = Metric.configRefused.meter()
    private let pendingRestart = Metric.configPendingRestart.meter()

    init(services: [Settings.Service]) { self.services = services }

    func tell(_ decision: ConfigurationState.Decision, _ state: ConfigurationState) {
        if state.unreachable == nil, isAway.exchange(false, ordering: .relaxed) {
            logger.notice("configuration can be read again", metadata: ["commit": "\(state.running.commit)"])
        }
        isRefused.set(state.refused == nil ? 0 : 1)
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
            isAway.store(true, ordering: .relaxed)
            guard isNew else { return }
            logger.warning(
                "configuration cannot be read, the last good commit goes on running", metadata: ["reason": "\(reason)"])
        }
    }

    private static func list(_ differences: [SettingDifference]) -> Logger.MetadataValue {
        .array(differences.map { "\($0)" })
    }
}
