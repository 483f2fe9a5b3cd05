import CoreMetrics
import Foundation
import Kafka
import Synchronization

/// Tells how many records wait in every owned partition, on a thread of its own: also while the store is away and the
/// loop's thread hangs in it.
final class LagWatch: Sendable {
    private struct State {
        var ends: LogEnds?
        var next: [TopicPartition: Int64] = [:]
        /// Partitions with a gauge.
        var told: Set<TopicPartition> = []
        var misses = 0
        var obstacle: String?
        var isStopped = false
    }

    private static let interval = Duration.seconds(2)
    /// Answers that fail to come before the broker counts as away: a busy one may be late.
    private static let missesMax = 3
    /// For one answer; short, since the process may be asked to end.
    private static let patience = Duration.seconds(2)

    private let group: String
    private let state = Mutex(State())

    init(group: String) { self.group = group }

    /// Why the lag is not known; nil while it is.
    var obstacle: String? { state.withLock(\.obstacle) }

    /// Asks by way of this client from now on.
    func follow(_ ends: LogEnds) { state.withLock { $0.ends = ends } }

    /// The next record of every owned partition.
    func owns(_ next: [TopicPartition: Int64]) { state.withLock { $0.next = next } }

    func start() {
        let thread = Thread { [weak self] in
            while let watch = self, !watch.state.withLock(\.isStopped) {
                watch.look()
                watch.rest()
            }
        }
        thread.name = "lag"
        thread.start()
    }

    /// Lets the client go; the thread ends by itself.
    func stop() {
        state.withLock {
            $0.isStopped = true
            $0.ends = nil
        }
    }

    private func look() {
        let (ends, next, told) = state.withLock { ($0.ends, $0.next, $0.told) }
        // Somebody else tells the lag of what was given up; a series cannot be taken back.
        for place in told where next[place] == nil { gauge(place).record(0) }
        var obstacle: String?
        do {
            let ends = try ends?.ends(of: Array(next.keys), timeout: Self.patience) ?? [:]
            for (place, end) in ends { gauge(place).record(max(0, end - (next[place] ?? end))) }
        } catch {
            obstacle = "Kafka does not tell the ends of its log: \(error)"
        }
        state.withLock {
            $0.misses = obstacle == nil ? 0 : $0.misses + 1
            $0.obstacle = $0.misses >= Self.missesMax ? obstacle : nil
            $0.told = Set(next.keys)
        }
    }

    private func rest() {
        let end = ContinuousClock.now + Self.interval
        while ContinuousClock.now < end, !state.withLock(\.isStopped) { Thread.sleep(forTimeInterval: 0.1) }
    }

    private func gauge(_ place: TopicPartition) -> Gauge {
        Gauge(
            label: "pulsehub_lag_records",
            dimensions: [("group", group), ("topic", place.topic), ("partition", "\(place.partition)")])
    }
}
