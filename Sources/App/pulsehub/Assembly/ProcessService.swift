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

/// A consumer loop as a service: a graceful shutdown finishes the batch in hand.
struct RunnerService: ServiceLifecycle.Service {
    let runner: SinkRunner

    func run() async throws {
        // Cancelled when another service of the process fails: a thread does not notice that by itself.
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await runner.run()
        } onCancelOrGracefulShutdown: {
            runner.stop()
        }
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
    func process() throws -> ProcessService {
        switch settings.service {
        case .streamProcessor: try streamProcessorProcess().service
        case .archiver: try archiverProcess().service
        case .profileAPI: try profileAPIProcess()
        case .ingest: try ingestProcess()
        case .produce: ProcessService(services: [], logger: logger, release: {})
        }
    }

    func streamProcessorProcess() throws -> (service: ProcessService, processor: StreamProcessor) {
        let producer = try producer()
        let processor = try streamProcessor(producer: producer)
        let runner = processor.runner
        let admin = admin(\.hot.adminPort) { runner.readiness }
        let service = ProcessService(services: [admin, RunnerService(runner: runner)], logger: logger) {
            producer.close(deadline: .seconds(5))
        }
        return (service, processor)
    }

    func archiverProcess() throws -> (service: ProcessService, archiver: Archiver) {
        let archiver = try archiver()
        let runner = archiver.runner
        let admin = admin(\.cold.adminPort) { runner.readiness }
        let services = [admin, RunnerService(runner: runner)]
        return (ProcessService(services: services, logger: logger, release: {}), archiver)
    }

    func profileAPIProcess() throws -> ProcessService {
        let client = RedisClient(try redis())
        let pool = PostgresPool(try postgres(), limits: .init(connections: settings[\.postgres.poolSize]))
        let store = FallbackProfileStore(
            redis: RedisProfileStore(client), postgres: PostgresProfileStore(pool), logger: logger)
        var configuration = ProfileServerConfiguration()
        configuration.host = settings[\.api.host]
        configuration.port = settings[\.api.port]
        let live = live
        let server = try ProfileServer(
            store: store, configuration: configuration, logger: logger, configCommit: { live.current.commit })
        let admin = admin(\.api.adminPort) {
            await store.answering().isEmpty ? .notReady("neither Redis nor PostgreSQL answers") : .ready
        }
        return ProcessService(services: [admin, server.buildApplication()], logger: logger) {
            client.shutdown()
            pool.shutdown()
        }
    }

    func ingestProcess() throws -> ProcessService {
        let producer = try producer(queueRecords: settings[\.ingest.queueRecords])
        let live = live
        let configuration = try self.live { settings, _ in
            var configuration = IngestConfiguration()
            configuration.host = settings[\.ingest.host]
            configuration.port = settings[\.ingest.port]
            configuration.bodyBytesMax = settings[\.ingest.bodyKiB] * 1024
            configuration.ackTimeout = settings[\.ingest.ackTimeout]
            return configuration
        }
        let server = IngestServer(
            sink: producer, configuration: { configuration.now }, logger: logger,
            health: { $0.field("configCommit", live.current.commit) })
        let admin = admin(\.ingest.adminPort) { .ready }
        return ProcessService(services: [admin, server.buildApplication()], logger: logger) {
            producer.close(deadline: .seconds(5))
        }
    }
}

extension SinkRunner {
    fileprivate var readiness: HTTPKit.Readiness {
        isReady ? .ready : .notReady("no partitions are assigned yet")
    }
}
