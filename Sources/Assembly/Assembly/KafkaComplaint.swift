import Kafka
import Synchronization

/// librdkafka's most telling line about a failure, which says more than the timeout that follows.
package final class KafkaComplaint: Sendable {
    private let text = Mutex<String?>(nil)

    package init() {}

    package var last: String? { text.withLock(\.self) }

    /// The same as a client's log; what is of no more weight than a warning says nothing about a failure.
    package var log: KafkaLog {
        { level, _, text in
            if level <= 4 { self.note(text) }
        }
    }

    /// Takes `[thrd:…]: broker: Connect to … failed: Connection refused (after 0ms in state …)`, without its ends.
    func note(_ line: String) {
        let end = line.firstRange(of: " (after ")?.lowerBound ?? line.endIndex
        let start = line.firstRange(of: "]: ")?.upperBound ?? line.startIndex
        guard start < end else { return }
        let new = String(line[start..<end])
        // It follows every failure and says nothing of its cause; and what another address says does not undo a refusal.
        if new.hasSuffix("brokers are down") { return }
        text.withLock { if !Self.isRefusal($0 ?? "") || Self.isRefusal(new) { $0 = new } }
    }

    /// Whether somebody is there and does not want this client.
    static func isRefusal(_ line: String) -> Bool {
        let words = line.lowercased()
        return ["authentication", "sasl", "ssl", "security.protocol"].contains(where: words.contains)
    }
}

/// Kafka did not answer, and what its client said of it: the error alone tells a refused password from a broker that is away
/// by nothing.
package struct KafkaUnreachable: Error, CustomStringConvertible {
    let error: KafkaError
    let complaint: String?

    package init(error: KafkaError, complaint: String?) {
        self.error = error
        self.complaint = complaint
    }

    /// The true cause, as far as it was told.
    package var description: String {
        guard let complaint else { return "\(error)" }
        return cure == nil ? "\(error), \(complaint)" : complaint
    }
}

extension KafkaUnreachable: CuredOtherwise {
    /// Nil where nothing is there, or nothing was said.
    package var cure: String? {
        guard let complaint else { return nil }
        let words = complaint.lowercased()
        if words.contains("authentication error") || words.contains("authentication failed") {
            return """
                It is there and refuses the login: correct sasl.mechanism, sasl.username and sasl.password in \
                kafka.properties (PULSEHUB_KAFKA_PROPERTIES)
                """
        }
        guard KafkaComplaint.isRefusal(complaint) else { return nil }
        return """
            It is there and expects another security.protocol than this client's: set security.protocol (PLAINTEXT, SSL, \
            SASL_PLAINTEXT or SASL_SSL), and with SASL sasl.mechanism, sasl.username and sasl.password, in kafka.properties \
            (PULSEHUB_KAFKA_PROPERTIES)
            """
    }
}

/// An error that knows a better cure than to start the server.
protocol CuredOtherwise: Error {
    /// A sentence; nil where it does not.
    var cure: String? { get }
}

extension KafkaUnreachable {
    /// For commands, which ask once.
    package func at(_ servers: String) -> OperatorError {
        OperatorError(
            """
            Kafka at \(servers) cannot be used (\(complaint ?? error.reason)). \
            \(cure ?? "Start it, or name another with --set kafka.bootstrapServers=host:port")
            """)
    }
}
