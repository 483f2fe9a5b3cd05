import Events
import Foundation
import Glibc
import Kafka
import LocalServers
import TestSupport
import Testing

extension EnduranceTests {
    @Suite("SIGTERM")
    struct ShutdownTests {
        private static let promise = Duration.seconds(5)
        private static let mix = SteadyLoad.Mix(rate: 1_500)

        @Test("every process ends within five seconds under load, with nothing lost and nothing doubled")
        func underLoad() async throws {
            try await Pipeline.run { pipeline in
                let load = try SteadyLoad(Self.mix, in: pipeline)
                for round in 0..<2 {
                    let processes = try Self.startAll(pipeline)
                    try eventually("records move", state: { pipeline.logs }) {
                        try pipeline.checkAlive()
                        return processes.allSatisfy(\.isReady)
                    }
                    expectPromptEnd(of: processes, "under load, round \(round)")
                    #expect(processes.map { $0.exitCode ?? -1 } == [0, 0, 0, 0])
                    // Whoever has left the group does not keep its partitions from the next one for a session.
                    let hot = processes[0]
                    #expect(hot.log.contains("partitions revoked"), "it left without giving its partitions up")
                }
                try load.stop()
                _ = try [PipelineProcess.Role.streamProcessor, .archiver].map { try pipeline.start($0) }
                try pipeline.waitUntilDone()
                let verified = try pipeline.run(.verify)
                #expect(verified.exitCode == 0, "\(verified.output)")
            }
        }

        @Test("every process ends within five seconds while both stores are away, and leaves its group")
        func storesAway() async throws {
            try await Pipeline.run { pipeline in
                let load = try SteadyLoad(Self.mix, in: pipeline)
                let processes = try Self.startAll(pipeline)
                try eventually("all are ready", state: { pipeline.logs }) { processes.allSatisfy(\.isReady) }
                pipeline.redis.kill()
                pipeline.postgres.kill()
                try eventually("they are missed") { !processes[0].isReady && !processes[1].isReady }
                expectPromptEnd(of: processes, "stores away")
                for process in processes[0...1] {
                    #expect(process.exitCode == 0)
                    #expect(process.log.contains("partitions revoked"))
                }
                try load.stop()
            }
        }

        @Test("every process ends within five seconds while both stores are frozen and say nothing")
        func storesFrozen() async throws {
            try await Pipeline.run { pipeline in
                let load = try SteadyLoad(Self.mix, in: pipeline)
                let processes = try Self.startAll(pipeline)
                try eventually("all are ready", state: { pipeline.logs }) { processes.allSatisfy(\.isReady) }
                let frozen = [pipeline.redis.pid] + Self.family(of: pipeline.postgres.pid)
                for pid in frozen { kill(pid, SIGSTOP) }
                defer { for pid in frozen { kill(pid, SIGCONT) } }
                usleep(1_000_000)
                expectPromptEnd(of: processes, "stores frozen")
                try load.stop()
            }
        }

        @Test("every process ends within five seconds while the broker does not answer")
        func brokerSilent() async throws {
            try await Pipeline.run { pipeline in
                let load = try SteadyLoad(Self.mix, in: pipeline)
                let processes = try Self.startAll(pipeline)
                try eventually("all are ready", state: { pipeline.logs }) { processes.allSatisfy(\.isReady) }
                try pipeline.cluster.setRoundTripTime(.seconds(20))
                defer { try? pipeline.cluster.setRoundTripTime(.zero) }
                usleep(1_000_000)
                expectPromptEnd(of: processes, "broker silent")
                _ = load
            }
        }

        @Test("all processes in one end within five seconds as well")
        func up() async throws {
            try await Pipeline.run { pipeline in
                let load = try SteadyLoad(Self.mix, in: pipeline)
                let up = try pipeline.start(.up, Self.ports())
                try eventually("it is ready", state: { pipeline.logs }) { up.isReady }
                expectPromptEnd(of: [up], "up, under load")
                #expect(up.exitCode == 0)
                try load.stop()
            }
        }

        /// Signals all of them at once and holds each against its promise.
        private func expectPromptEnd(of processes: [PipelineProcess], _ situation: String) {
            let start = ContinuousClock.now
            for process in processes { kill(process.pid, SIGTERM) }
            var took: [String] = []
            for process in processes {
                let ended = process.waitForEnd(within: .seconds(20))
                let time = ContinuousClock.now - start
                took.append("\(process.role.rawValue) \(time) (\(process.exitCode.map(String.init) ?? "signal"))")
                #expect(ended && time < Self.promise, "\(process.role.rawValue) \(situation): \(time) \(process.log.suffix(1500))")
            }
            print("SIGTERM, \(situation): \(took.joined(separator: ", "))")
        }

        static func startAll(_ pipeline: Pipeline) throws -> [PipelineProcess] {
            let settings = try ports()
            return try [PipelineProcess.Role.streamProcessor, .archiver, .profileAPI, .ingest].map {
                try pipeline.start($0, settings)
            }
        }

        static func ports() throws -> [String: String] {
            ["API_PORT": "\(try freePort())", "INGEST_PORT": "\(try freePort())"]
        }

        /// A process and its children.
        private static func family(of pid: Int32) -> [Int32] {
            let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
            return [pid] + text.split(separator: " ").compactMap { Int32($0) }
        }
    }
}
