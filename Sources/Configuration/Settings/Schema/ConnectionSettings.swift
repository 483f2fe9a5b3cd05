// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Kafka connection, for every process.
package struct KafkaSettings: Sendable {
    package let bootstrapServers = Setting(
        "kafka.bootstrapServers", "127.0.0.1:9092", "Brokers to ask first, as host:port separated by commas.",
        verify: { isServerList($0) ? nil : "expected host:port, separated by commas, found \($0.prefix(60))" })
    package let properties = Setting(
        "kafka.properties", ClientProperties([:]),
        "Further librdkafka properties, such as security.protocol; given to every client of this process. In the variable "
            + "as name=value,name=value, such as security.protocol=SASL_SSL,sasl.mechanism=PLAIN; a value with a comma "
            + "belongs in a file.",
        verify: { properties in
            let reserved = properties.values.keys.filter(reservedProperties.contains).sorted()
            return reserved.isEmpty ? nil : "decided by PulseHub itself, remove: \(reserved.joined(separator: ", "))"
        })
    package let groupPrefix = Setting(
        "kafka.groupPrefix", "pulsehub", "Consumer groups are named by this, a dash and the service.")
    package let joinDelay = Setting<Duration>(
        "kafka.joinDelay", .zero, in: .zero...(.seconds(60)),
        "How long a starting consumer waits before it joins its group; for the cluster of pulsehub dev only.")

    package let signatureKey = Setting(
        "kafka.signatureKey", Secret?.none,
        "Key of at least 32 bytes that signs the events we produce, and must have signed those of signed topics.")
    package let previousSignatureKey = Setting(
        "kafka.previousSignatureKey", Secret?.none,
        "The key before it, still accepted while records that it signed are to be read.")

    /// Exactly-once rests on these, so no file may change them.
    private static let reservedProperties: Set<String> = [
        "bootstrap.servers", "metadata.broker.list", "group.id", "enable.auto.commit", "enable.auto.offset.store",
        "partitioner", "enable.idempotence", "auto.offset.reset", "session.timeout.ms", "isolation.level",
        // Two processes with one name put each other out of the group for good; decision 18.
        "group.instance.id",
    ]

    private static func isServerList(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { server in
            guard let colon = server.lastIndex(of: ":"), colon > server.startIndex,
                !server.contains(where: \.isWhitespace)
            else { return false }
            return UInt16(server[server.index(after: colon)...]).map { $0 > 0 } ?? false
        }
    }
}

/// Redis connection.
package struct RedisSettings: Sendable {
    package let host = Setting("redis.host", "127.0.0.1", "Host name or address; unused when a Unix socket is given.")
    package let port = Setting("redis.port", 6379, in: 1...65_535, "TCP port.")
    package let unixSocket = Setting(
        "redis.unixSocket", String?.none, "Path of a Unix socket, instead of host and port.")
    package let password = Setting("redis.password", Secret?.none, "Sent with AUTH.")
    package let database = Setting("redis.database", 0, in: 0...15, "Number given to SELECT.")
    package let commandTimeout = Setting<Duration>(
        "redis.commandTimeout", .seconds(2), in: .milliseconds(10)...(.seconds(60)),
        "A reply that takes longer counts as an outage.")
}

/// PostgreSQL connection.
package struct PostgresSettings: Sendable {
    package let url = Setting(
        "postgres.url", SecretText(literal: "postgresql://127.0.0.1:5432/pulsehub"),
        "Connection string as libpq reads it; one with a password must be a reference.")
    package let statementTimeout = Setting<Duration>(
        "postgres.statementTimeout", .seconds(30), in: .milliseconds(10)...(.seconds(3600)),
        "PostgreSQL ends a statement that takes longer.")
    package let poolSize = Setting(
        "postgres.poolSize", 4, in: 1...64, unit: "connections",
        "Connections that one process keeps; profile-api has four more of its own for long reads, probes and erasures.")
}
