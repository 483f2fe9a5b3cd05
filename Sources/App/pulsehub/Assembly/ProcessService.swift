import Access
import Cold
import Events
import HTTPKit
import Hot
import Hummingbird
import Ingest
import Kafka
import Logging
import Postgres
import ProfileAPI
import Redis
import ServiceLifecycle
import Settings
import Streaming
import Updates

/// A consumer loop as a service: a graceful shutdown finishes the batch in hand.
struct RunnerService: ServiceLifecycle.Service {
    let runner: SinkRunner

    func run() async throws { try await untilStopped(runner.stop, runner.run) }
}

/// The rescorer as a service: a graceful shutdown finishes the transaction in hand.
struct RescorerService: ServiceLifecycle.Service {
    let rescorer: Rescorer

    func run() async throws { try await untilStopped(rescorer.stop, rescorer.run) }
}

/// Watches the brokers until the shutdown.
struct KafkaWatchService: ServiceLifecycle.Service {
    let watch: KafkaWatch

    func run() async throws {
        watch.start()
        defer { watch.stop() }
        try await gracefulShutdown()
    }
}

/// Runs a loop that has a thread of its own, until the process shuts down or another of its services has failed.
private func untilStopped(_ stop: @escaping @Sendable () -> Void, _ loop: () async throws -> Void) async throws {
    try await withTaskCancellationHandler {
        try await withGracefulShutdownHandler(operation: loop, onGracefulShutdown: stop)
    } onCancel: {
        stop()
    }
}

/// A running process: its services in order, and what to release when they have ended.
struct ProcessService: ServiceLifecycle.Service {
    let services: [any ServiceLifecycle.Service]
    let logger: Logger
    let release: @Sendable () -> Void

    func run() async throws {
        defer { release() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, gracefulShutdownSignals: [], logger: logger))
        try await withGracefulShutdownHandler {
            try await group.run()
        } onGracefulShutdown: {
            Task { await group.triggerGracefulShutdown() }
        }
    }
}

extension Assembly {
    /// Any of the pipeline's processes.
    func process() async throws -> ProcessService {
        switch settings.service {
        case .streamProcessor: try streamProcessorProcess().service
        case .archiver: try archiverProcess().service
        case .profileAPI: try await profileAPIProcess()
        case .ingest: try await ingestProcess()
        case .produce: ProcessService(services: [], logger: logger, release: {})
        case .backup: try backupProcess()
        }
    }

    func streamProcessorProcess() throws -> (service: ProcessService, processor: StreamProcessor) {
        let producer = try producer()
        let processor = try streamProcessor(producer: producer)
        let runner = processor.runner
        let topics = StreamProcessor.topics + [Topics.insights, Topics.deadLetter]
        let startup = startup([try kafkaServer(topics), try redisServer(keepsAll: true)])
        let security = try security()
        let admin = admin(\.hot.adminPort, security: security.log) { .unless(startup.obstacle ?? runner.obstacle) }
        let running = AfterStartup(startup: startup, services: [RunnerService(runner: runner)])
        let service = ProcessService(services: [security.writer, admin, running], logger: logger) {
            producer.close(deadline: Self.farewell)
        }
        return (service, processor)
    }

    func archiverProcess() throws -> (service: ProcessService, archiver: Archiver) {
        let archiver = try archiver()
        let runner = archiver.runner
        let startup = startup([try kafkaServer(Topics.all), try postgresServer()])
        let security = try security()
        let admin = admin(\.cold.adminPort, security: security.log) { .unless(startup.obstacle ?? runner.obstacle) }
        let running = AfterStartup(
            startup: startup,
            services: [RunnerService(runner: runner), RescorerService(rescorer: try rescorer())])
        return (ProcessService(services: [security.writer, admin, running], logger: logger, release: {}), archiver)
    }

    func profileAPIProcess() async throws -> ProcessService {
        let keys = try await keyRing()
        let configuration = try profileServerConfiguration()
        let (wide, probe) = (try sidePool(configuration.expensive.running), try sidePool(1))
        let stores = try profileStores(
            connections: settings[\.postgres.poolSize], wide: wide, probe: probe,
            deadlines: .init(total: settings[\.api.deadline], redis: settings[\.api.redisDeadline]))
        let terms = try liveTerms()
        let erasure = try personErasure()
        let (access, auditWriter) = access(over: stores.pool) {
            try await stores.postgres.ping(within: .milliseconds(500))
        }
        let security = try security()
        let server = ProfileServer(
            store: stores.fallback, changes: try redis(),
            export: PostgresExport(try postgres(), limit: settings[\.api.exports], logger: logger),
            verifier: verifier(keys), access: access, erasure: erasure.erasure, security: security.log,
            interface: interfaceDocument(), configuration: configuration, terms: { terms.now }, now: Self.now,
            logger: logger)
        let store = stores.fallback
        // They listen at once and answer 503 meanwhile: a client then knows more than from a closed port.
        let waiting = AfterStartup(startup: startup([try redisOrPostgres()]), services: [UntilShutdown()])
        let watch = KafkaWatchService(watch: kafkaWatch(erasure.producer, meanwhile: "nobody can be erased"))
        let admin = admin(\.api.adminPort, security: security.log) {
            await store.answering().isEmpty ? .notReady("neither Redis nor PostgreSQL answers") : .ready
        }
        // Services stop in reverse order: the writer has everything that the server's last answers read.
        return ProcessService(
            services: [
                security.writer, try securityRetention(security.store), admin, waiting, watch, keys, auditWriter,
                listening(
                    OnEventLoops(BoundedShutdown(server.buildApplication())), host: \.api.host, port: \.api.port),
            ],
            logger: logger
        ) {
            erasure.release()
            stores.release()
            wide.shutdown()
            probe.shutdown()
        }
    }

    /// Connections beside the pool, for what must not wait behind the others or hold them up.
    private func sidePool(_ connections: Int) throws -> PostgresPool {
        PostgresPool(try postgres(), limits: .init(connections: connections))
    }

    /// Redis with PostgreSQL behind it, as the API and the commands that read profiles have them.
    func profileStores(
        connections: Int, wide: PostgresPool? = nil, probe: PostgresPool? = nil,
        deadlines: FallbackProfileStore.Deadlines = .init()
    ) throws -> (
        fallback: FallbackProfileStore, postgres: PostgresProfileStore, pool: PostgresPool,
        release: @Sendable () -> Void
    ) {
        let client = RedisClient(try redis())
        let pool = PostgresPool(try postgres(), limits: .init(connections: connections))
        let postgres = PostgresProfileStore(pool, wide: wide, probe: probe)
        let store = FallbackProfileStore(
            redis: RedisProfileStore(client), postgres: postgres, deadlines: deadlines,
            breaking: .init(failures: settings[\.api.breakerFailures], pause: settings[\.api.breakerPause]),
            logger: logger)
        return (
            store, postgres, pool,
            {
                client.shutdown()
                pool.shutdown()
            }
        )
    }

    func ingestProcess() async throws -> ProcessService {
        let keys = try await keyRing()
        let producer = try producer(queueRecords: settings[\.ingest.queueRecords])
        let live = live
        let configuration = try self.live { settings, _ in IngestConfiguration(settings) }
        let startup = startup([try kafkaServer(Self.ingested)])
        let watch = kafkaWatch(producer, meanwhile: "events are answered with 503")
        let readiness: @Sendable () async -> HTTPKit.Readiness = { .unless(startup.obstacle ?? watch.obstacle) }
        let security = try security()
        let server = IngestServer(
            sink: try events(to: producer), verifier: verifier(keys), security: security.log,
            interface: interfaceDocument(),
            configuration: { configuration.now }, logger: logger,
            health: { $0.field("configCommit", live.current.commit) }, readiness: readiness)
        let waiting = AfterStartup(startup: startup, services: [KafkaWatchService(watch: watch)])
        let admin = admin(\.ingest.adminPort, security: security.log, readiness: readiness)
        let services: [any ServiceLifecycle.Service] = [
            security.writer, admin, waiting, keys,
            listening(BoundedShutdown(server.buildApplication()), host: \.ingest.host, port: \.ingest.port),
        ]
        return ProcessService(services: services, logger: logger) { producer.close(deadline: Self.farewell) }
    }

    private static let ingested = [Topics.wellness, Topics.activity]

    /// For records that nobody waits for any more: what had to be acknowledged has been.
    static let farewell = Duration.milliseconds(500)
}

extension HTTPKit.Readiness {
    fileprivate static func unless(_ obstacle: String?) -> Self { obstacle.map { .notReady($0) } ?? .ready }
}
