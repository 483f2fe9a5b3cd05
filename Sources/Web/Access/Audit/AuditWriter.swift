import CoreMetrics
import HTTPKit
import Logging
import Observability
import ServiceLifecycle

/// Writes the recorded looks in the background, as many at once as have come since the last time.
///
/// Let it stop after the server, so that it writes what the last requests read.
package struct AuditWriter: Service {
    /// People in the looks of one batch.
    private static let batch = 10_000
    private static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(2)

    private let log: AuditLog
    private let directory: any AccessDirectory
    private let farewell: Duration
    private let logger: Logger
    private let written = Metric.auditWritten.counter()
    private let reporter = Reporter()

    /// - Parameter farewell: how long a shutdown waits for what is left to be written.
    package init(
        _ log: AuditLog, to directory: some AccessDirectory, farewell: Duration = .seconds(3), logger: Logger
    ) {
        self.log = log
        self.directory = directory
        self.farewell = farewell
        self.logger = logger
    }

    /// Returns after a graceful shutdown, with everything written if the directory let it.
    package func run() async throws {
        for await _ in log.signals.cancelOnGracefulShutdown() { await writeAll() }
        let end = Deadline(in: farewell)
        while log.count > 0, end.left > .zero {
            if await write(within: end.left) { continue }
            guard (try? await Task.sleep(for: min(Self.firstPause, end.left))) != nil else { break }
        }
        if log.count > 0 {
            logger.error("records of reads are lost at shutdown", metadata: ["reads": "\(log.count)"])
        }
    }

    /// Until the queue is empty, or the process shuts down.
    private func writeAll() async {
        var pause = Self.firstPause
        while log.count > 0, !Task.isShuttingDownGracefully, !Task.isCancelled {
            if await write(within: .seconds(5)) {
                pause = Self.firstPause
            } else {
                await rest(pause)
                pause = min(Self.longestPause, pause * 2)
            }
        }
    }

    /// A shutdown cuts the pause short: what is left then gets its last tries.
    private func rest(_ pause: Duration) async {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
    }

    /// One batch; false if the directory did not take it.
    private func write(within patience: Duration) async -> Bool {
        let looks = log.oldest(people: Self.batch)
        do {
            try await directory.append(looks, within: patience)
        } catch {
            reporter.emit(RecordsUnwritten(.reads, waiting: log.count, error), to: logger)
            return false
        }
        log.written(looks.count)
        written.increment(by: looks.reduce(0) { $0 + $1.shown.count })
        return true
    }
}
