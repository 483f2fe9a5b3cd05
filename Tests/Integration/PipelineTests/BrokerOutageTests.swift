import Events
import Kafka
import LocalServers
import TestSupport
import Testing

extension PipelineTests {
    @Suite("A broker that goes away")
    struct BrokerOutageTests {
        private static let roles: [PipelineProcess.Role] = [.archiver, .streamProcessor, .ingest, .profileAPI]

        @Test("is told by every process in a line of its own: when it goes, and when it is back")
        func slowAndBack() async throws {
            try await Pipeline.run { pipeline in
                let processes = try start(in: pipeline)
                // In-memory brokers cannot be stopped and started again, but be too slow for anybody's patience.
                try pipeline.cluster?.setRoundTripTime(.seconds(15))
                for process in processes {
                    try eventually("\(process.role) says that Kafka is away", state: { process.log }) {
                        process.log.contains("Kafka is away")
                    }
                    #expect(process.log.contains("meanwhile="), "\(process.log)")
                    if process.role == .profileAPI {
                        #expect(process.isReady, "profiles can be read without Kafka")
                    } else {
                        let answer = try #require(process.admin("/readyz"))
                        #expect(answer.status == 503)
                        #expect(answer.body.contains("has not answered for"), "\(answer.body)")
                    }
                }
                try pipeline.cluster?.setRoundTripTime(.zero)
                for process in processes {
                    try eventually("\(process.role) says that Kafka is back", state: { process.log }) {
                        process.log.contains("Kafka is back")
                    }
                    #expect(process.log.matches(of: /Kafka is away/).count == 1, "\(process.log)")
                }
                try pipeline.checkAlive()
            }
        }

        @Test("leaves no line of librdkafka but in the processes' own log, and not the same one again and again")
        func gone() async throws {
            try await Pipeline.run { pipeline in
                let processes = try start(in: pipeline)
                pipeline.cluster?.stop()
                for process in processes {
                    try eventually("\(process.role) says that Kafka is away", state: { process.log }) {
                        process.log.contains("Kafka is away")
                    }
                    let lines = process.log.split(separator: "\n")
                    #expect(lines.filter { $0.hasPrefix("%") } == [], "what librdkafka writes by itself begins so")
                    let told = lines.filter { $0.contains("librdkafka: ") && $0.contains("Connection refused") }
                    #expect((1...3).contains(told.count), "one for each connection: \(told)")
                }
                try pipeline.checkAlive()
            }
        }

        private func start(in pipeline: Pipeline) throws -> [PipelineProcess] {
            let ports = ["API_PORT": "\(try freePort())", "INGEST_PORT": "\(try freePort())"]
            let processes = try Self.roles.map { try pipeline.start($0, ports) }
            for process in processes {
                try eventually("\(process.role) works", state: { process.log }) { process.isReady }
            }
            return processes
        }
    }
}
