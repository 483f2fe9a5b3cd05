import Cold
import Events
import ServiceLifecycle
import Settings
import Streaming

extension ProcessDefinition {
    /// Kafka to PostgreSQL.
    package static let archiver = ProcessDefinition(.archiver, adminPort: \.cold.adminPort, isPartOfUp: true) {
        try $0.archiverProcess().service
    }
}

extension Assembly {
    func archiverProcess() throws -> (service: ProcessService, archiver: Archiver) {
        let archiver = try archiver()
        let runner = archiver.runner
        let startup = startup([try kafkaServer(Topics.all), try postgresServer()])
        let security = try security()
        let admin = admin(ProcessDefinition.archiver.adminPort, security: security.log) {
            .unless(startup.obstacle ?? runner.obstacle)
        }
        let running = AfterStartup(
            startup: startup,
            services: [RunnerService(runner: runner), RescorerService(rescorer: try rescorer())])
        return (ProcessService(services: [security.writer, admin, running], logger: logger, release: {}), archiver)
    }
}
