import Events
import Foundation
import LocalServers
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Metrics of a process that runs everything")
    struct MetricsTests {
        @Test("one scrape tells the truth for all processes, and has all that the documented alerts ask for")
        func scrape() async throws {
            try await Pipeline.run { pipeline in
                let up = try pipeline.start(
                    .up, ["API_PORT": "\(try freePort())", "INGEST_PORT": "\(try freePort())"])
                try eventually("everything works", state: { up.log }) { up.isReady }
                let alerts = try Self.alertMetrics(in: "docs/operations.md")
                #expect(alerts.count >= 5, "\(alerts)")
                // The lag and the open dead letters are asked of the broker and of PostgreSQL, seconds after the start.
                for metric in alerts {
                    try eventually("\(metric) is told, without any event", state: { up.log }) {
                        up.metric(metric) != nil
                    }
                }
                #expect(up.metric("pulsehub_hot_dead_letters_total") == 0)
                for service in ["archiver", "stream-processor", "profile-api", "ingest"] {
                    #expect(up.metric("pulsehub_ready", label: #"service="\#(service)""#) == 1, "\(service)")
                }

                // Only one of the four ports is ever asked.
                pipeline.redis.kill()
                try eventually("the stream processor is told to be not ready", state: { up.log }) {
                    up.metric("pulsehub_ready", label: #"service="stream-processor""#) == 0
                }
                #expect(up.metric("pulsehub_ready", label: #"service="archiver""#) == 1)
                try pipeline.redis.restart()
                try eventually("and to be ready again", state: { up.log }) {
                    up.metric("pulsehub_ready", label: #"service="stream-processor""#) == 1
                }
            }
        }

        /// What stands in the expressions of a page's Prometheus rules.
        static func alertMetrics(in page: String) throws -> Set<String> {
            let text = try String(contentsOfFile: Checkout.path(page), encoding: .utf8)
            let expressions = text.split(separator: "\n").filter { $0.contains(" expr: ") }
            return Set(
                expressions.flatMap { $0.matches(of: /(?:pulsehub|process)_[a-z_]+/).map { String($0.output) } })
        }
    }
}
