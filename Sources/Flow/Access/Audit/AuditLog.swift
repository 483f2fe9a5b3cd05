import CoreMetrics
import Synchronization

/// The reads that are not written yet. Bounded: what does not fit was not read.
///
/// A read is kept here until it stands in the directory, so that an outage of it loses nothing as long as this process
/// lives.
public final class AuditLog: Sendable {
    private let waiting = Mutex<[ReadRecord]>([])
    private let capacity: Int
    private let queued = Counter(label: "pulsehub_audit_reads_queued_total")
    private let refused = Counter(label: "pulsehub_audit_reads_refused_total")
    private let size = Gauge(label: "pulsehub_audit_queue_size")
    /// Tells the writer that there is something to do; one signal stands for many reads.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// - Parameter capacity: reads that may wait, at about 300 bytes each.
    public init(capacity: Int = 20_000) {
        self.capacity = capacity
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes all of the reads, or none if there is no room; then nothing may be shown.
    func record(_ reads: [ReadRecord]) -> Bool {
        guard !reads.isEmpty else { return true }
        let count = waiting.withLock { waiting -> Int? in
            guard waiting.count + reads.count <= capacity else { return nil }
            waiting += reads
            return waiting.count
        }
        guard let count else {
            refused.increment(by: reads.count)
            return false
        }
        queued.increment(by: reads.count)
        size.record(count)
        signal.yield()
        return true
    }

    /// The oldest ones, which stay here until ``written(_:)``.
    func oldest(_ limit: Int) -> [ReadRecord] { waiting.withLock { Array($0.prefix(limit)) } }

    /// Forgets the oldest ones. One writer alone may call it.
    func written(_ count: Int) {
        let left = waiting.withLock { waiting in
            waiting.removeFirst(min(count, waiting.count))
            return waiting.count
        }
        size.record(left)
    }

    /// How many wait.
    public var count: Int { waiting.withLock { $0.count } }
}
