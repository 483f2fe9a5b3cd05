import CoreMetrics
import Logging

/// A client of Kafka, PostgreSQL or Redis says something of its own accord.
package struct ClientSpoke: Happening {
    /// Who: `librdkafka`, `libpq` or `redis`.
    package let component: String
    /// How grave the client finds it.
    package let level: Logger.Level
    private let text: String
    private let topic: String?

    /// - Parameter topic: what tells one kind of message from another, as an SQLSTATE does; nil if whoever emits it holds
    ///   repetitions back itself.
    package init(_ component: String, _ level: Logger.Level, _ text: String, about topic: String?) {
        self.component = component
        self.level = level
        self.text = text
        self.topic = topic
    }

    package var message: Logger.Message { "\(component): \(text)" }
    package var metadata: Logger.Metadata { ["component": "\(component)"] }
    package var heldBackWith: String? { topic.map { "\(component) \(level.rawValue) \($0)" } }
    package func count() { Metric.clientMessages.counter(component, level.rawValue).increment() }
}
