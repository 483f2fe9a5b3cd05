/// librdkafka's configuration by its own names (`bootstrap.servers`, `ssl.ca.location`, `sasl.mechanism` …).
///
/// Everything passes through, and what stands here wins over a client's defaults. An unknown name or an invalid value
/// is refused with a ``KafkaError`` that names the property.
package typealias KafkaProperties = [String: String]

/// Receives librdkafka's log lines: syslog level (3 error … 7 debug), facility and text.
///
/// Called on librdkafka's own threads: be quick, and never call the client from here.
package typealias KafkaLog = @Sendable (_ level: Int32, _ facility: String, _ message: String) -> Void
