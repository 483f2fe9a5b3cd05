import CoreMetrics
import Logging
import Observability
import ServiceLifecycle

/// Measures what the shares of ``MemoryShares`` come to, and says so when it is more than they were to be.
struct MemoryWatch: ServiceLifecycle.Service {
    private static let interval = Duration.seconds(2)

    /// Of all parts of the process together.
    let limitMiB: Int
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let resident = Metric.residentMemory.gauge()
            Metric.memoryLimit.gauge().record(limitMiB << 20)
            var isAbove = false
            repeat {
                guard let bytes = ResidentMemory.bytes else { return }
                resident.record(bytes)
                if bytes > limitMiB << 20, !isAbove {
                    logger.error(
                        "the process takes more memory than process.memoryMiB",
                        metadata: ["residentMiB": "\(bytes >> 20)", "limitMiB": "\(limitMiB)"])
                }
                isAbove = bytes > limitMiB << 20
            } while (try? await Task.sleep(for: Self.interval)) != nil
            // Where it cannot be measured, the others go on.
        }
        try? await gracefulShutdown()
    }
}
