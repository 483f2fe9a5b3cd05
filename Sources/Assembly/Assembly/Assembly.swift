import Cold
import Events
import Foundation
import Hot
import Kafka
import Logging
import Postgres
import PrivateFiles
import ProfileAPI
import Profiles
import Readiness
import Redis
import Settings
import Streaming

/// Builds the processes from their settings: the only place where settings meet the parts they set.
package struct Assembly {
    /// As at the start; what can change while the process runs is read from ``live``.
    package let settings: EffectiveSettings
    let live: LiveConfiguration
    /// Looks for a new commit; nil where nobody follows the repository.
    let watcher: ConfigurationWatcher?
    /// Of all processes that run in this one.
    let board: ReadinessBoard
    package var logger: Logger

    /// Parts that keep the settings they are given.
    package init(_ settings: EffectiveSettings) {
        self.init(
            settings, live: LiveConfiguration(ConfigurationSnapshot(settings)), watcher: nil, board: ReadinessBoard())
    }

    /// Parts that follow the repository.
    init(
        _ settings: EffectiveSettings, live: LiveConfiguration, watcher: ConfigurationWatcher?, board: ReadinessBoard
    ) {
        self.settings = settings
        self.live = live
        self.watcher = watcher
        self.board = board
        LogLines.adopt(settings)
        logger = Logger(label: settings.service.rawValue)
    }

    /// librdkafka's properties for every client of the process.
    package func kafkaProperties() throws -> KafkaProperties {
        var properties: KafkaProperties = ["bootstrap.servers": settings[\.kafka.bootstrapServers]]
        for (name, value) in settings[\.kafka.properties].values {
            properties[name] = try value.secret.resolve(environment: ProcessInfo.processInfo.environment)
        }
        // PostgreSQL's client looks after its own.
        for name in ["ssl.key.location", "ssl.keystore.location", "sasl.kerberos.keytab"] {
            if let path = properties[name] { try PrivateFile.check(path) }
        }
        if let mistake = LoginProperties.mistake(in: properties) { throw OperatorError(mistake) }
        return properties
    }

    /// librdkafka's own log lines, in our log.
    var kafkaLog: KafkaLog { KafkaJournal(logger).log }

    /// Says that Kafka is away, in processes that do not read from it.
    package func kafkaWatch(_ producer: Producer, meanwhile: String) -> KafkaWatch {
        KafkaWatch(
            at: settings[\.kafka.bootstrapServers], meanwhile: meanwhile, producer.brokers, logger: logger)
    }

    package func producer(queueRecords: Int? = nil, deliveryTimeout: Duration? = nil) throws -> Producer {
        var properties = try kafkaProperties()
        // A dead letter is its record and more headers: what Kafka's default lets in must fit out again.
        properties["message.max.bytes"] = properties["message.max.bytes"] ?? "2097152"
        properties["linger.ms"] = String(settings[\.producer.linger].milliseconds)
        return try Producer(
            properties: properties, clientID: "pulsehub-\(settings.service.rawValue)",
            deliveryTimeout: deliveryTimeout ?? settings[\.producer.deliveryTimeout],
            queueRecordsMax: queueRecords ?? settings[\.producer.queueRecords],
            queueKilobytesMax: MemoryShares(settings).producerQueueKiB, log: kafkaLog)
    }

    package func redis() throws -> RedisConfiguration {
        var configuration = RedisConfiguration(
            host: settings[\.redis.host], port: settings[\.redis.port], unixSocket: settings[\.redis.unixSocket],
            password: try settings[\.redis.password]?.resolve(environment: ProcessInfo.processInfo.environment),
            database: settings[\.redis.database], commandTimeout: settings[\.redis.commandTimeout])
        configuration.log = ClientMessages(logger).redis
        return configuration
    }

    package func postgres() throws -> PostgresConfiguration {
        var configuration = PostgresConfiguration(
            connectionString: try settings[\.postgres.url].secret.resolve(
                environment: ProcessInfo.processInfo.environment),
            applicationName: "pulsehub-\(settings.service.rawValue)",
            statementTimeout: settings[\.postgres.statementTimeout])
        configuration.log = ClientMessages(logger).postgres
        return configuration
    }

    /// The formula's constants, and the commit they come from, as at the start.
    package var terms: WellnessProfile.Terms { WellnessProfile.Terms(settings) }

    /// The same, as every new commit sets them.
    func liveTerms() throws -> LiveValue<WellnessProfile.Terms> { try live { settings, _ in .init(settings) } }

    package func streamProcessor(producer: Producer) throws -> StreamProcessor {
        let batch = try live(\.hot.batchRecords, \.hot.batchWait)
        let signature = try recordSignature()
        let hot = try live { settings, snapshot in
            StreamProcessor.Live(
                terms: .init(settings), activityInterval: settings[\.hot.activityInterval],
                invalidRecords: Self.policies(snapshot),
                signatures: SignaturePolicy(required: snapshot.signedTopics, keys: signature))
        }
        var reading = SinkRunner.Configuration(
            group: "\(settings[\.kafka.groupPrefix])-stream-processor", topics: [],
            properties: try readingProperties(
                session: settings[\.hot.sessionTimeout], fetchQueueKiB: settings[\.hot.fetchQueueKiB]),
            drainDeadline: settings[\.hot.drainDeadline],
            restartsOnTopicReset: settings[\.hot.onTopicReset] == .restart,
            batch: { batch.now })
        reading.standstillTimeout = settings[\.process.standstillTimeout]
        reading.joinDelay = settings[\.kafka.joinDelay]
        reading.wall = Self.now
        let shares = MemoryShares(settings)
        let configuration = StreamProcessor.Configuration(
            reading: reading, redis: try redis(),
            memory: .init(
                users: settings[\.hot.cachedUsers], bytes: shares.cachedUsersBytes,
                waitingInsights: min(settings[\.hot.cachedUsers], shares.waitingInsights)),
            emitTimeout: settings[\.producer.deliveryTimeout], live: { hot.now })
        return StreamProcessor(configuration, producer: producer, logger: logger)
    }

    package func archiver() throws -> Archiver {
        let batch = try live(\.cold.batchRecords, \.cold.batchWait)
        let signature = try recordSignature()
        let cold = try live { settings, snapshot in
            Archiver.Live(
                partitionsAheadMonths: settings[\.cold.partitionsAheadMonths],
                retentionMonths: settings[\.cold.retentionMonths], invalidRecords: Self.policies(snapshot),
                signatures: SignaturePolicy(required: snapshot.signedTopics, keys: signature))
        }
        var reading = SinkRunner.Configuration(
            group: "\(settings[\.kafka.groupPrefix])-archiver", topics: [],
            properties: try readingProperties(session: settings[\.cold.sessionTimeout], fetchQueueKiB: nil),
            drainDeadline: settings[\.cold.drainDeadline],
            restartsOnTopicReset: settings[\.cold.onTopicReset] == .restart,
            batch: { batch.now })
        reading.standstillTimeout = settings[\.process.standstillTimeout]
        reading.joinDelay = settings[\.kafka.joinDelay]
        reading.wall = Self.now
        let configuration = Archiver.Configuration(
            reading: reading, postgres: try postgres(),
            now: Self.now, live: { cold.now })
        return Archiver(configuration, logger: logger)
    }

    func rescorer() throws -> Rescorer {
        let rescoring = try live { settings, _ in
            Rescorer.Live(
                terms: .init(settings), interval: settings[\.cold.rescoreInterval],
                datesMax: settings[\.cold.rescoreDates])
        }
        let configuration = Rescorer.Configuration(postgres: try postgres(), live: { rescoring.now })
        return Rescorer(configuration, logger: logger)
    }

    /// The wall clock, which every process is given and none takes for itself.
    package static let now: @Sendable () -> Instant = {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    package func readingProperties(session: Duration, fetchQueueKiB: Int?) throws -> KafkaProperties {
        var properties = try kafkaProperties()
        properties["session.timeout.ms"] = String(session.milliseconds)
        properties["heartbeat.interval.ms"] = String(max(300, session.milliseconds / 4))
        // How often an idle reader asks. A broker answers as soon as there is a record; only the in-memory one waits for this
        // time, by so much is the first event after a pause late there.
        properties["fetch.wait.max.ms"] = properties["fetch.wait.max.ms"] ?? "200"
        let shares = MemoryShares(settings)
        properties["queued.max.messages.kbytes"] = String(min(fetchQueueKiB ?? .max, shares.fetchQueueKiB))
        properties["queued.min.messages"] = properties["queued.min.messages"] ?? String(shares.fetchQueueRecords)
        properties["fetch.max.bytes"] = String(shares.fetchBytes)
        properties["fetch.message.max.bytes"] = properties["fetch.message.max.bytes"] ?? String(1 << 20)
        return properties
    }
}
