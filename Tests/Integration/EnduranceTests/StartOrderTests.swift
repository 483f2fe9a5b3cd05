import Events
import Foundation
import Glibc
import Kafka
import LocalServers
import TestSupport
import Testing

extension EnduranceTests {
    @Suite("The order of starting")
    struct StartOrderTests {
        /// The servers, in the order in which they come up.
        enum Order: CaseIterable {
            /// Between them, each of two servers of a process comes first once.
            case kafkaFirst, kafkaLast
        }

        @Test(
            "processes that start before their servers wait, say for what, and begin when they come",
            arguments: Order.allCases)
        func processesFirst(order: Order) async throws {
            try await Pipeline.run { pipeline in
                pipeline.redis.stop()
                pipeline.postgres.stop()
                let door = try freePort()
                let settings = try ShutdownTests.ports().merging(
                    ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:\(door)"]) { $1 }
                let processes = try [PipelineProcess.Role.streamProcessor, .archiver, .profileAPI, .ingest].map {
                    try pipeline.start($0, settings)
                }
                let (hot, cold, api, ingest) = (processes[0], processes[1], processes[2], processes[3])
                try eventually("all say what they wait for", state: { pipeline.logs }) {
                    [hot, cold, ingest].allSatisfy { $0.log.contains(/at=127.0.0.1:\d+ .*waiting for Kafka/) }
                        && api.log.contains("waiting for Redis or PostgreSQL")
                }
                for process in processes {
                    #expect(process.admin("/healthz")?.status == 200)
                    #expect(process.admin("/readyz")?.status == 503)
                    #expect(process.log.contains("cure=Start it, or set"))
                    #expect(process.log.contains("givesUpAfter=120 s"))
                }
                var relay: Relay?
                func openKafka() throws {
                    relay = try Relay(port: door, to: pipeline.brokerPort)
                    try eventually("ingest is ready", state: { ingest.log }) { ingest.isReady }
                }
                if order == .kafkaFirst {
                    try openKafka()
                    try eventually("they wait for their stores", state: { pipeline.logs }) {
                        hot.log.contains("waiting for Redis") && cold.log.contains("waiting for PostgreSQL")
                    }
                }
                try pipeline.redis.restart()
                try pipeline.postgres.restart()
                try eventually("the API is ready", state: { api.log }) { api.isReady }
                if order == .kafkaLast {
                    #expect(!hot.isReady && !cold.isReady)
                    try openKafka()
                }
                try pipeline.produce((0..<200).map { SteadyLoad.click($0, of: "user-\($0 % 20)") })
                try pipeline.waitUntilDone()
                try eventually("all are ready", state: { pipeline.logs }) { processes.allSatisfy(\.isReady) }
                _ = relay
            }
        }

        @Test("a process whose servers never come gives up after its time, with what to do and an exit code of its own")
        func givesUp() async throws {
            try await Pipeline.run { pipeline in
                let settings = try Self.withoutServers(pipeline).merging(["PROCESS_STARTUP_TIMEOUT": "2s"]) { $1 }
                for process in try Self.roles.map({ try pipeline.start($0, settings) }) {
                    #expect(process.waitForEnd(within: .seconds(20)))
                    #expect(process.exitCode == 69, "\(process.log)")
                    let missing = process.role == .profileAPI ? "Redis or PostgreSQL" : "Kafka"
                    #expect(process.log.contains("gave up after 2 s: \(missing) at 127.0.0.1"), "\(process.log)")
                    #expect(process.log.contains("process.startupTimeout"))
                }

                // And SIGTERM meanwhile.
                let waiting = try Self.roles.map { try pipeline.start($0, Self.withoutServers(pipeline)) }
                try eventually("they wait", state: { pipeline.logs }) {
                    waiting.allSatisfy { $0.log.contains("waiting for") }
                }
                for process in waiting { kill(process.pid, SIGTERM) }
                let start = ContinuousClock.now
                for process in waiting {
                    #expect(process.waitForEnd(within: .seconds(10)) && ContinuousClock.now - start < .seconds(5))
                    #expect(process.exitCode == 0, "\(process.log.suffix(800))")
                }
            }
        }

        private static let roles = [PipelineProcess.Role.streamProcessor, .archiver, .profileAPI, .ingest]

        /// Stops both stores and points to a Kafka that is not there.
        private static func withoutServers(_ pipeline: Pipeline) throws -> [String: String] {
            pipeline.redis.stop()
            pipeline.postgres.stop()
            return try ShutdownTests.ports().merging(
                ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:\(try freePort())"]) { $1 }
        }
    }
}

extension Pipeline {
    var brokerPort: Int { bootstrapServers.split(separator: ":").last.flatMap { Int($0) } ?? 0 }
}
