import Events
import Hot
import Kafka
import ServiceLifecycle
import Settings
import Streaming

extension ProcessDefinition {
    /// Kafka to Redis.
    package static let streamProcessor = ProcessDefinition(
        .streamProcessor, adminPort: \.hot.adminPort, isPartOfUp: true
    ) {
        try $0.streamProcessorProcess().service
    }
}

extension Assembly {
    func streamProcessorProcess() throws -> (service: ProcessService, processor: StreamProcessor) {
        let producer = try producer()
        let processor = try streamProcessor(producer: producer)
        let runner = processor.runner
        let topics = StreamProcessor.topics + [Topics.insights, Topics.deadLetter]
        let startup = startup([try kafkaServer(topics), try redisServer(keepsAll: true)])
        let security = try security()
        let admin = admin(ProcessDefinition.streamProcessor.adminPort, security: security.log) {
            .unless(startup.obstacle ?? runner.obstacle)
        }
        let running = AfterStartup(startup: startup, services: [RunnerService(runner: runner)])
        let service = ProcessService(services: [security.writer, admin, running], logger: logger) {
            producer.close(deadline: Self.farewell)
        }
        return (service, processor)
    }
}
