import Kafka
import Synchronization

/// librdkafka's last line about a failure, which says more than the timeout that follows.
final class KafkaComplaint: Sendable {
    private let text = Mutex<String?>(nil)

    var last: String? { text.withLock(\.self) }

    /// Takes `[thrd:…]: broker: Connect to … failed: Connection refused (after 0ms in state …)`, without its ends.
    func note(_ line: String) {
        let end = line.firstRange(of: " (after ")?.lowerBound ?? line.endIndex
        let start = line.firstRange(of: "]: ")?.upperBound ?? line.startIndex
        guard start < end else { return }
        text.withLock { $0 = String(line[start..<end]) }
    }
}

/// Kafka did not answer, and what its client said of it: the error alone tells a refused password from a broker that is away
/// by nothing.
struct KafkaUnreachable: Error, CustomStringConvertible {
    let error: KafkaError
    let complaint: String?

    /// The true cause, as far as it was told.
    var description: String {
        guard let complaint else { return "\(error)" }
        guard isRefusal(complaint) else { return "\(error), \(complaint)" }
        return """
            \(complaint). It is there and refuses the login: look at security.protocol, sasl.mechanism, sasl.username and \
            sasl.password in kafka.properties
            """
    }

    private func isRefusal(_ complaint: String) -> Bool {
        complaint.lowercased().contains("authentication") || complaint.contains("SASL")
    }
}
