import Kafka
import Logging
import Observability
import Synchronization

/// Writes what librdkafka says into the log of the process, the same thing at most once a minute.
package final class KafkaJournal: Sendable {
    private let logger: Logger
    private let lines = Mutex(KafkaLines())

    /// A journal for one client.
    package init(_ logger: Logger) { self.logger = logger }

    /// For the client. Keeps the journal.
    package var log: KafkaLog {
        { [self] level, facility, message in
            let spoke = ClientSpoke("librdkafka", Self.level(level), message, about: nil)
            // Counted here, since the same is held back here too.
            spoke.count()
            guard let line = lines.withLock({ $0.take(facility, message, at: .now) }) else { return }
            var metadata = spoke.metadata
            metadata["facility"] = "\(facility)"
            if line.heldBack > 0 { metadata["heldBack"] = "\(line.heldBack)" }
            logger.log(level: spoke.level, "librdkafka: \(line.text)", metadata: metadata)
        }
    }

    /// From syslog's levels.
    static func level(_ level: Int32) -> Logger.Level {
        switch level {
        case ...2: .critical
        case 3: .error
        case 4: .warning
        case 5: .notice
        case 6: .info
        default: .debug
        }
    }
}
