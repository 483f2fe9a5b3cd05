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
        /// The process keeps to five; the rest is what a busy machine takes to tell it, and this test of its end.
        private static let promise = Duration.seconds(5 + 2)

        @Test("every process ends within five seconds, whatever is away, and nothing is lost or doubled")
        func withinFiveSeconds() async throws {
            try await Pipeline.run { pipeline in
                let load = try SteadyLoad(.init(rate: 1_000), in: pipeline)

                var processes = try Self.startAll(pipeline)
                expectPromptEnd(of: processes, "under load")
                expectFarewell(of: processes)

                processes = try Self.startAll(pipeline)
                pipeline.redis.kill()
                pipeline.postgres.kill()
                try eventually("the stores are missed") { !processes[0].isReady && !processes[1].isReady }
                expectPromptEnd(of: processes, "stores away")
                expectFarewell(of: processes)
                try pipeline.redis.restart()
                try pipeline.postgres.restart()

                // All in one.
                let up = try pipeline.start(.up, Pipeline.compressed.merging(Self.ports()) { $1 })
                try Self.waitUntilReady([up], pipeline)
                expectPromptEnd(of: [up], "all in one process, under load")
                expectFarewell(of: [up])

                processes = try Self.startAll(pipeline)
                let stores = [pipeline.redis.pid] + Self.family(of: pipeline.postgres.pid)
                for pid in stores { kill(pid, SIGSTOP) }
                usleep(500_000)
                expectPromptEnd(of: processes, "stores frozen")
                for pid in stores { kill(pid, SIGCONT) }

                processes = try Self.startAll(pipeline)
                try load.stop()
                try eventually("all is stored", deadline: .seconds(300), state: { pipeline.logs }) {
                    try pipeline.isHotDone() && pipeline.isColdDone()
                }
                let verified = try pipeline.run(.verify)
                #expect(verified.exitCode == 0 && verified.output.contains("0 differences"), "\(verified.output)")

                // Last, since what is on its way in the in-memory cluster stays slow.
                try #require(pipeline.cluster).setRoundTripTime(.seconds(20))
                try pipeline.producer.enqueue(SteadyLoad.click(0, of: "last")) { _ in }
                usleep(500_000)
                expectPromptEnd(of: processes, "broker silent")
            }
        }

        /// Signals all of them at once and holds each against its promise.
        private func expectPromptEnd(of processes: [PipelineProcess], _ situation: String) {
            let start = ContinuousClock.now
            for process in processes { kill(process.pid, SIGTERM) }
            var took: [Int32: Duration] = [:]
            while took.count < processes.count, ContinuousClock.now - start < .seconds(20) {
                for process in processes where took[process.pid] == nil && !process.isRunning {
                    took[process.pid] = ContinuousClock.now - start
                }
                usleep(5_000)
            }
            let times = processes.map { "\($0.role.rawValue) \(took[$0.pid] ?? .zero) (\($0.exitCode ?? -1))" }
            print("SIGTERM, \(situation): \(times.joined(separator: ", "))")
            for process in processes {
                #expect(
                    took[process.pid].map { $0 < Self.promise } == true,
                    "\(process.role.rawValue), \(situation): \(process.log.suffix(1500))")
            }
        }

        /// Whoever has left its group does not keep its partitions from the next one for the length of a session.
        private func expectFarewell(of processes: [PipelineProcess]) {
            for process in processes {
                #expect(process.exitCode == 0, "\(process.role.rawValue)")
                guard process.role != .profileAPI, process.role != .ingest else { continue }
                #expect(process.log.contains("partitions revoked"), "\(process.role.rawValue)")
            }
        }

        static func startAll(_ pipeline: Pipeline) throws -> [PipelineProcess] {
            let settings = try Pipeline.compressed.merging(ports()) { $1 }
            let processes = try [PipelineProcess.Role.streamProcessor, .archiver, .profileAPI, .ingest].map {
                try pipeline.start($0, settings)
            }
            try waitUntilReady(processes, pipeline)
            return processes
        }

        private static func waitUntilReady(_ processes: [PipelineProcess], _ pipeline: Pipeline) throws {
            try eventually("all are ready", state: { pipeline.logs }) { processes.allSatisfy(\.isReady) }
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
