import Blocking
import CoreMetrics
import Foundation
import Kafka
import Logging
import Observability
import Synchronization

/// Tells how many records wait in every owned partition, and which partitions stand still, on a thread of its own: also
/// while the store is away and the loop's thread hangs in it.
final class LagWatch: Sendable {
    private struct State {
        var log: LogEnds?
        var reading: [TopicPartition: Checkpoint] = [:]
        /// How many partitions each topic has, as far as the loop knows.
        var counts: [String: Int32] = [:]
        /// Partitions with a gauge.
        var told: Set<TopicPartition> = []
        var misses = 0
        var obstacle: String?
        var progress: ProgressWatch
        var standstill: Standstill?
        /// What stands still goes on doing so until a look finds that it does not.
        var stuck: String?
        /// Records in partitions that nobody reads, and since when there are any.
        var unread: (reason: String, since: ContinuousClock.Instant)?
    }

    private static let interval = Duration.seconds(2)
    /// Answers that fail to come before the broker counts as away: a busy one may be late.
    private static let missesMax = 3
    /// For one answer; short, since the process may be asked to end.
    private static let patience = Duration.seconds(2)

    private let group: String
    private let standstillTimeout: Duration
    private let logger: Logger
    private let state: Mutex<State>
    private let stopping = StopSignal()

    init(group: String, patience: Duration, logger: Logger) {
        self.group = group
        standstillTimeout = patience
        self.logger = logger
        state = Mutex(State(progress: ProgressWatch(patience: patience)))
    }

    /// Why the lag is not known, or what does not move; nil while all is well.
    var obstacle: String? {
        state.withLock { state in
            let isLong = state.unread.map { .now - $0.since >= standstillTimeout } ?? false
            return state.obstacle ?? state.stuck ?? (isLong ? state.unread?.reason : nil)
        }
    }

    /// Asks by way of this client from now on.
    func follow(_ log: LogEnds) { state.withLock { $0.log = log } }

    /// Where the reader stands in every owned partition.
    func owns(_ reading: [TopicPartition: Checkpoint], partitions: [String: Int32]) {
        state.withLock {
            $0.reading = reading
            $0.counts.merge(partitions) { $1 }
        }
    }

    /// The store takes nothing, so nothing is expected to move.
    func pause() { state.withLock { $0.progress.pause(now: .now) } }

    /// What stood still, once.
    func takeStandstill() -> Standstill? {
        state.withLock { state in
            defer { state.standstill = nil }
            return state.standstill
        }
    }

    func start() {
        let thread = Thread { [weak self] in
            while let watch = self, !watch.stopping.isGiven {
                watch.look()
                watch.stopping.rest(Self.interval)
            }
        }
        thread.name = "lag"
        thread.start()
    }

    /// Lets the client go; the thread ends by itself.
    func stop() {
        stopping.give()
        state.withLock { $0.log = nil }
    }

    private func look() {
        let (log, reading, told, times) = state.withLock {
            ($0.log, $0.reading, $0.told, $0.progress.times($0.reading))
        }
        // Somebody else tells the lag of what was given up; a series cannot be taken back.
        for place in told where reading[place] == nil { gauge(place).record(0) }
        var obstacle: String?
        do {
            let ends = try log?.ends(of: Array(reading.keys), timeout: Self.patience) ?? [:]
            for (place, end) in ends { gauge(place).record(max(0, end - (reading[place]?.nextOffset ?? end))) }
            let first = try log?.firstOffsets(notBefore: times, timeout: Self.patience) ?? [:]
            judge(reading, ends, times, first)
            if let log, !reading.isEmpty { try lookForUnread(log, Set(reading.keys.map(\.topic))) }
        } catch {
            obstacle = "Kafka does not tell the ends of its log: \(error)"
        }
        state.withLock {
            $0.misses = obstacle == nil ? 0 : $0.misses + 1
            $0.obstacle = $0.misses >= Self.missesMax ? obstacle : nil
            $0.told = Set(reading.keys)
        }
    }

    private func judge(
        _ reading: [TopicPartition: Checkpoint], _ ends: [TopicPartition: Int64], _ times: [TopicPartition: Int64],
        _ first: [TopicPartition: Int64]
    ) {
        let (found, isNew) = state.withLock { state in
            let found = state.progress.look(reading, ends: ends, times: times, firstOffsets: first, now: .now)
            let isNew = found != nil && state.stuck == nil
            state.stuck = found?.reason
            state.standstill = found ?? state.standstill
            return (found, isNew)
        }
        if let found, isNew { logger.error("a partition stands still", metadata: ["reason": "\(found.reason)"]) }
    }

    /// Partitions that were added and that nobody in the group has begun to read.
    private func lookForUnread(_ log: LogEnds, _ topics: Set<String>) throws {
        let counts = state.withLock(\.counts)
        let now = try log.partitionCounts(timeout: Self.patience)
        var added: [TopicPartition] = []
        for topic in topics.sorted() {
            guard let known = counts[topic], let count = now[topic], known < count else { continue }
            added += (known..<count).map { TopicPartition(topic: topic, partition: $0) }
        }
        let ends = try log.ends(of: added, timeout: Self.patience)
        let committed = try log.committed(of: added, timeout: Self.patience)
        var waiting: [TopicPartition] = []
        for place in added {
            let lag = max(0, (ends[place] ?? 0) - (committed[place]?.offset ?? 0))
            gauge(place).record(lag)
            if lag > 0, committed[place] == nil { waiting.append(place) }
        }
        let reason = waiting.isEmpty ? nil : "nobody reads \(waiting) yet, which were added and hold records"
        let isNew = state.withLock { state in
            defer { state.unread = reason.map { ($0, state.unread?.since ?? .now) } }
            return reason != nil && state.unread == nil
        }
        if isNew, let reason { logger.warning("\(reason)") }
    }

    private func gauge(_ place: TopicPartition) -> Gauge {
        Metric.lag.gauge(group, place.topic, "\(place.partition)")
    }
}
