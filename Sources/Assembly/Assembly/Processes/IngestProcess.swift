import Events
import HTTPKit
import Hummingbird
import Identity
import Ingest
import Kafka
import ServiceLifecycle
import Settings
import Streaming

extension ProcessDefinition {
    /// Events over HTTP.
    package static let ingest = ProcessDefinition(.ingest, adminPort: \.ingest.adminPort, isPartOfUp: true) {
        try await $0.ingestProcess()
    }
}

extension Assembly {
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
        let admin = admin(ProcessDefinition.ingest.adminPort, security: security.log, readiness: readiness)
        let services: [any ServiceLifecycle.Service] = [
            security.writer, admin, waiting, keys,
            listening(BoundedShutdown(server.buildApplication()), host: \.ingest.host, port: \.ingest.port),
        ]
        return ProcessService(services: services, logger: logger) { producer.close(deadline: Self.farewell) }
    }

    private static let ingested = [Topics.wellness, Topics.activity]
}
