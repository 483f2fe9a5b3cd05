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
        private static let seed: UInt64 = 16_886
        private static let duration = Duration.seconds(79)

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
            if Volume.isPossible {
                let log = try String(contentsOfFile: logs + "/postgres.log", encoding: .utf8)
                #expect(log.contains("No space left on device"), "the disk was never full")
            }
        }
    }
}
