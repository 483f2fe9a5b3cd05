import Chaos
import Foundation
import TestSupport
import Testing

@Suite("Chaos on real processes", .serialized)
enum ChaosTests {}

extension ChaosTests {
    @Suite("Everything goes wrong")
    struct RunTests {
        /// Has every fault once within the time, and those that last longest early.
        private static let seed: UInt64 = 140_443
        private static let duration = Duration.seconds(83)

        @Test("nothing is lost, nothing comes twice and no checkpoint goes back while every kind of fault strikes")
        func everyFault() async throws {
            let plan = ChaosPlan(seed: Self.seed, duration: Self.duration)
            #expect(Set(plan.strikes.map(\.fault)) == Set(Fault.allCases))
            let logs = try Checkout.path(".build") + "/chaos"
            let report = try await ChaosRun(seed: Self.seed, duration: Self.duration) { print($0) }
                .run(keepingLogsIn: logs)
            print(report.table)
            #expect(report.violations == [], "make chaos SEED=\(Self.seed); the logs are in \(logs)")
            #expect(report.acknowledged > 1_000)
            var traces = [
                ("stream-processor", "readiness.curve.slope"), ("archiver", "erased a person's records"),
                ("rebuild", "profiles restored"),
            ]
            if Volume.isPossible { traces.append(("postgres", "No space left on device")) }
            for (name, words) in traces {
                #expect(try Self.text(logs, name).contains(words), "nothing came of a fault: no \(name) says \(words)")
            }
        }

        /// What all processes of a kind have written.
        private static func text(_ directory: String, _ name: String) throws -> String {
            try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasPrefix(name) }
                .map { try String(contentsOfFile: "\(directory)/\($0)", encoding: .utf8) }.joined()
        }
    }
}
