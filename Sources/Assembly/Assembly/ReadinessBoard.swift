import CoreMetrics
import HTTPKit
import Observability
import Settings
import Synchronization

/// Whether each of the processes in this one can do its work, for whoever scrapes any of them: metrics are those of all,
/// whichever port is asked.
package final class ReadinessBoard: Sendable {
    private let processes = Mutex<[(service: Service, readiness: @Sendable () async -> Readiness)]>([])

    /// Asked at every scrape from now on.
    func add(_ service: Service, _ readiness: @escaping @Sendable () async -> Readiness) {
        processes.withLock { $0.append((service, readiness)) }
    }

    /// Brings `pulsehub_ready` up to date, for all at once: one that is slow to answer does not hold up the others.
    func tell() async {
        await withTaskGroup(of: Void.self) { group in
            for process in processes.withLock(\.self) {
                group.addTask {
                    var isReady = false
                    if case .ready = await process.readiness() { isReady = true }
                    Metric.ready.gauge(process.service.rawValue).record(isReady ? 1 : 0)
                }
            }
        }
    }
}
