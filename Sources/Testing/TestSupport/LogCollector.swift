import Logging
import Synchronization

/// Keeps the lines of a logger for a test to look at.
package final class LogCollector: Sendable {
    /// One line.
    package struct Line: Sendable {
        /// How grave.
        package let level: Logger.Level
        /// What.
        package let message: String
        /// As told with it.
        package let metadata: [String: String]
    }

    private let lines = Mutex<[Line]>([])

    /// No lines yet.
    package init() {}

    /// All lines so far.
    package var all: [Line] { lines.withLock(\.self) }

    /// Those that say this.
    package func saying(_ message: String) -> [Line] { all.filter { $0.message == message } }

    /// Writes here, at every level.
    package var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(collector: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let collector: LogCollector
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
            let line = Line(
                level: event.level, message: event.message.description, metadata: all.mapValues { "\($0)" })
            collector.lines.withLock { $0.append(line) }
        }
    }
}
