import Foundation
import LocalServers
import TestSupport
import Testing

extension PipelineTests {
    @Suite("A pipeline without events")
    struct IdleTests {
        /// In all threads together. About half of these are librdkafka's own timers; a loop that looks 20 times a second
        /// whether there is something to do would show.
        private static let wakesPerSecondMax = 180.0

        @Test("sleeps, instead of looking again and again whether there is something to do")
        func sleeps() async throws {
            try await Pipeline.run { pipeline in
                let up = try pipeline.start(
                    .up, ["API_PORT": "\(try freePort())", "INGEST_PORT": "\(try freePort())"])
                try eventually("everything works", state: { up.log }) { up.isReady }
                var told = 0.0
                try await soon("it is quiet once the start is over, not at \(told) wakes a second") {
                    let (before, begin) = (try Self.wakes(of: up.pid), ContinuousClock.now)
                    try await Task.sleep(for: .seconds(3))
                    let after = try Self.wakes(of: up.pid)
                    let count = after.reduce(0) { $0 + $1.value - before[$1.key, default: $1.value] }
                    told = Double(count) / ((ContinuousClock.now - begin) / .seconds(1))
                    return told < Self.wakesPerSecondMax
                }
            }
        }

        /// How often each thread has given up its processor to wait for something.
        private static func wakes(of process: Int32) throws -> [String: Int] {
            let tasks = "/proc/\(process)/task"
            return try FileManager.default.contentsOfDirectory(atPath: tasks).reduce(into: [:]) { counts, thread in
                // A thread may have ended meanwhile.
                let status = (try? String(contentsOfFile: "\(tasks)/\(thread)/status", encoding: .utf8)) ?? ""
                let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") }
                counts[thread] = line.flatMap { Int($0.split(separator: "\t").last ?? "") }
            }
        }
    }
}
