// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Stream processor: Kafka to Redis.
package struct HotSettings: Sendable {
    package let batchRecords = Setting(
        "hot.batchRecords", 5000, in: 1...100_000, unit: "records", change: .live,
        "Records folded into one Redis transaction at most.")
    package let batchWait = Setting<Duration>(
        "hot.batchWait", .milliseconds(50), in: .milliseconds(1)...(.seconds(10)), change: .live,
        "How long a batch waits to fill up: less is fresher, more is faster.")
    package let cachedUsers = Setting(
        "hot.cachedUsers", 20_000, in: 0...5_000_000, unit: "users",
        "Profiles kept in memory, so that Redis is not read again.")
    package let activityInterval = Setting<Duration>(
        "hot.activityInterval", .seconds(60), in: .seconds(1)...(.seconds(86_400)), change: .live,
        "Activity alone announces a user's profile at most this often.")
    package let sessionTimeout = Setting<Duration>(
        "hot.sessionTimeout", .seconds(10), in: .seconds(2)...(.seconds(300)),
        "Kafka gives the partitions of a silent process away after this time.")
    package let drainDeadline = Setting<Duration>(
        "hot.drainDeadline", .seconds(5), in: .milliseconds(100)...(.seconds(150)),
        "Time to finish the batch in hand when a partition is revoked; at most half the session timeout.")
    package let onTopicReset = Setting(
        "hot.onTopicReset", TopicResetPolicy.stop, "What to do when a topic was deleted and made anew.")
    package let fetchQueueKiB = Setting(
        "hot.fetchQueueKiB", 65_536, in: 1024...2_097_151, unit: "KiB",
        "Memory for records fetched ahead; librdkafka 2.0.2 idles when this fills up.")
    package let adminPort = Setting(
        "hot.adminPort", 9101, in: 0...65_535,
        "TCP port of /healthz, /readyz, /metrics and /admin/refresh; 0 lets the system choose.")
}

/// Archiver: Kafka to PostgreSQL.
package struct ColdSettings: Sendable {
    package let batchRecords = Setting(
        "cold.batchRecords", 10_000, in: 1...100_000, unit: "records", change: .live,
        "Records copied in one transaction at most.")
    package let batchWait = Setting<Duration>(
        "cold.batchWait", .milliseconds(200), in: .milliseconds(1)...(.seconds(60)), change: .live,
        "How long a batch waits to fill up.")
    package let partitionsAheadMonths = Setting(
        "cold.partitionsAheadMonths", 3, in: 1...24, unit: "months", change: .live,
        "Monthly archive partitions made ahead of time.")
    package let retentionMonths = Setting(
        "cold.retentionMonths", 0, change: .live,
        "Past months of the archive that are kept, at least 6; older ones are dropped for good. 0 keeps all.",
        verify: { months in
            months == 0 || (6...1200).contains(months)
                ? nil : "expected 0, or an integer from 6 to 1200 (months), found \(months)"
        })
    package let rescoreInterval = Setting<Duration>(
        "cold.rescoreInterval", .seconds(1), in: .milliseconds(10)...(.seconds(3600)), change: .live,
        "How often an empty rescore queue is looked at.")
    package let rescoreDates = Setting(
        "cold.rescoreDates", 400, in: 1...10_000, unit: "dates", change: .live,
        "Dates rescored in one transaction at most.")
    package let sessionTimeout = Setting<Duration>(
        "cold.sessionTimeout", .seconds(10), in: .seconds(2)...(.seconds(300)),
        "Kafka gives the partitions of a silent process away after this time.")
    package let drainDeadline = Setting<Duration>(
        "cold.drainDeadline", .seconds(5), in: .milliseconds(100)...(.seconds(150)),
        "Time to finish the batch in hand when a partition is revoked; at most half the session timeout.")
    package let onTopicReset = Setting(
        "cold.onTopicReset", TopicResetPolicy.stop, "What to do when a topic was deleted and made anew.")
    package let adminPort = Setting(
        "cold.adminPort", 9102, in: 0...65_535,
        "TCP port of /healthz, /readyz, /metrics and /admin/refresh; 0 lets the system choose.")
}

/// Kafka producer inside every process that produces.
package struct ProducerSettings: Sendable {
    package let linger = Setting<Duration>(
        "producer.linger", .milliseconds(5), in: .milliseconds(0)...(.seconds(5)),
        "How long a record waits for company: more is faster and later.")
    package let queueRecords = Setting(
        "producer.queueRecords", 100_000, in: 1...5_000_000, unit: "records", "Records inside librdkafka at most.")
    package let deliveryTimeout = Setting<Duration>(
        "producer.deliveryTimeout", .seconds(30), in: .seconds(1)...(.seconds(900)),
        "A record that is not acknowledged by then is reported as failed.")
    package let patience = Setting<Duration>(
        "producer.patience", .seconds(300), in: .seconds(1)...(.seconds(86_400)),
        "How long a command that sends records waits for a Kafka that is away before it gives up.")
}

/// Logging.
package struct LogSettings: Sendable {
    package let level = Setting("log.level", LogLevel.info, change: .live, "The least important line that is written.")
}
