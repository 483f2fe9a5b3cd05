import Foundation
import Kafka
import Synchronization
import TestSupport

/// Looks at processes again and again: memory, readiness and lag, from outside.
final class ProcessWatch: Sendable {
    /// What was seen of one process.
    struct Seen: Sendable {
        var peakMiB = 0
        var mostLag = 0.0
        var ready: [Bool] = []
    }

    private let seen = Mutex<[Int32: Seen]>([:])

    /// Looks once.
    func look(at processes: PipelineProcess...) {
        for process in processes {
            let (memory, isReady) = (process.memoryMiB?.peak ?? 0, process.isReady)
            let lag = process.metric("pulsehub_lag_records") ?? 0
            seen.withLock { seen in
                seen[process.pid, default: Seen()].peakMiB = max(memory, seen[process.pid]?.peakMiB ?? 0)
                seen[process.pid, default: Seen()].mostLag = max(lag, seen[process.pid]?.mostLag ?? 0)
                seen[process.pid, default: Seen()].ready.append(isReady)
            }
        }
    }

    /// What was seen since the last time this was asked.
    func take(_ process: PipelineProcess) -> Seen {
        seen.withLock { seen in
            defer { seen[process.pid] = nil }
            return seen[process.pid] ?? Seen()
        }
    }
}
