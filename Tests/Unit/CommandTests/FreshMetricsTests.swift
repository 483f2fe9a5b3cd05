import CoreMetrics
import Events
import Foundation
import HTTPKit
import Observability
import Settings
import Streaming
import Synchronization
import TestSupport
import Testing

@testable import Assembly
@testable import Backup
@testable import Cold
@testable import Hot

@Suite("Metrics of a process that has done nothing yet") struct FreshMetricsTests {
    @Test("hold every counter whose labels are known beforehand, at 0")
    func declared() {
        let registry = PrometheusRegistry()
        withMetricsFactory(registry) {
            _ = HotProgress()
            _ = ArchiveProgress()
        }
        let lines = Set(registry.text.split(separator: "\n").map(String.init))
        for topic in StreamProcessor.topics {
            for reason in Rejection.Reason.allCases {
                let line = #"pulsehub_hot_dead_letters_total{reason="\#(reason.rawValue)",topic="\#(topic)"} 0"#
                #expect(lines.contains(line), "\(line)")
            }
        }
        for outcome in ["folded", "tombstone", "erased", "dead_letter", "dropped", "rerouted"] {
            #expect(lines.contains(#"pulsehub_hot_records_total{outcome="\#(outcome)"} 0"#))
        }
        for topic in Topics.all {
            for policy in InvalidRecordPolicy.allCases {
                let line = #"pulsehub_archive_invalid_records_total{policy="\#(policy.rawValue)",topic="\#(topic)"} 0"#
                #expect(lines.contains(line), "\(line)")
            }
        }
        for topic in StreamProcessor.topics {
            for outcome in ["lost", "restored"] {
                let line = #"pulsehub_hot_lost_profiles_total{outcome="\#(outcome)",topic="\#(topic)"} 0"#
                #expect(lines.contains(line), "\(line)")
            }
        }
        for topic in Topics.all {
            for name in ["gaps", "gap_records"] {
                for reason in ["expired", "recreated"] {
                    let line = #"pulsehub_archive_\#(name)_total{reason="\#(reason)",topic="\#(topic)"} 0"#
                    #expect(lines.contains(line), "\(line)")
                }
            }
        }
        for name in [
            "hot_batches", "hot_profile_writes", "archive_records", "archive_erasures", "archive_dropped_months",
            "metrics_dropped_series",
        ] {
            #expect(lines.contains("pulsehub_\(name)_total 0"), "\(name)")
        }
    }

    @Test("hold what the documented alerts about backups ask for")
    func backups() throws {
        let registry = PrometheusRegistry()
        withMetricsFactory(registry) { _ = BackupHealth(now: { Instant(milliseconds: 0) }) }
        let text = try String(contentsOfFile: Checkout.path("docs/backup.md"), encoding: .utf8)
        let expressions = text.split(separator: "\n").filter { $0.contains(" expr: ") }
        let metrics = Set(expressions.flatMap { $0.matches(of: /pulsehub_[a-z_]+/).map { String($0.output) } })
        #expect(metrics.count >= 2)
        for metric in metrics { #expect(registry.text.contains("\n\(metric) "), "\(metric)") }
    }

    @Test("a counter counts on from its declaration, and one that nobody has foreseen is told as well")
    func counts() {
        let registry = PrometheusRegistry()
        withMetricsFactory(registry) {
            let family = CounterFamily(Metric(.counter, "x_total", labels: ["k"], "x"), ["a", "b"]) { [$0] }
            family.increment("a", by: 3)
            family.increment("c", by: 1)
        }
        #expect(registry.text.contains("x_total{k=\"a\"} 3\nx_total{k=\"b\"} 0\nx_total{k=\"c\"} 1\n"))
    }

    @Test("one scrape tells the readiness of all processes, whichever port it asks")
    func readiness() async {
        let registry = PrometheusRegistry()
        let board = ReadinessBoard()
        let isArchiverReady = Atomic(true)
        board.add(.streamProcessor) { .ready }
        board.add(.archiver) { isArchiverReady.load(ordering: .relaxed) ? .ready : .notReady("the store is away") }
        func scrape() async -> String {
            await withMetricsFactory(registry) { await board.tell() }
            return registry.text
        }
        #expect(await scrape().contains(#"pulsehub_ready{service="archiver"} 1"#))
        isArchiverReady.store(false, ordering: .relaxed)
        let page = await scrape()
        #expect(page.contains(#"pulsehub_ready{service="archiver"} 0"#))
        #expect(page.contains(#"pulsehub_ready{service="stream-processor"} 1"#))
    }
}
