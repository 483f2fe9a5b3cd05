import Retrying

/// What went wrong between us and Redis. Never contains credentials.
package struct RedisError: RetriableError, Sendable, Equatable, CustomStringConvertible {
    /// The kind of a failure; open, so that a new kind does not break a caller's switch.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code's name as logs show it.
        package let description: String

        /// The server could not be reached, or the connection died. What was sent may or may not have been executed.
        package static let connection = Code(description: "connection")
        /// No answer in time. What was sent may still be executed.
        package static let timeout = Code(description: "timeout")
        /// The server answered something that is not RESP2, or calls were made in an order that would mix up replies.
        package static let protocolViolation = Code(description: "protocol violation")
        /// The server refused the command; `prefix` is its own error code.
        package static let reply = Code(description: "reply")
        /// A bounded queue is full. Nothing was sent.
        package static let overloaded = Code(description: "overloaded")
        /// The client was shut down. Nothing was sent.
        package static let closed = Code(description: "closed")
    }

    /// The kind of failure.
    package let code: Code
    /// One line for an operator.
    package let message: String

    /// An error of this kind.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Redis' own error code, such as `LOADING`, `READONLY`, `OOM` or `WRONGTYPE`; nil unless `code` is `.reply`.
    package var prefix: String? {
        guard code == .reply, let word = message.split(separator: " ", maxSplits: 1).first else { return nil }
        return word.utf8.allSatisfy { (0x41...0x5A).contains($0) } ? String(word) : nil
    }

    /// After `.connection` and `.timeout` the command may have been executed.
    package var isRetriable: Bool {
        switch code {
        case .connection, .timeout, .overloaded: true
        case .reply: prefix.map(Self.passing.contains) ?? false
        default: false
        }
    }

    /// Refusals that describe the server's present state and not the command.
    private static let passing: Set<String> = [
        "LOADING", "READONLY", "OOM", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "MISCONF",
    ]

    /// `redis <code>: <message>`
    package var description: String { "redis \(code): \(message)" }
}
