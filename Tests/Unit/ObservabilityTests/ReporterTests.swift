import CoreMetrics
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Observability

@Suite("What happens")
struct ReporterTests {
    private struct Away: Error {}

    @Test("is written once in an interval and counted every time; the next line tells how many were held back")
    func heldBack() {
        let (registry, lines) = (PrometheusRegistry(), LogCollector())
        let time = Mutex(ContinuousClock.now)
        withMetricsFactory(registry) {
            let reporter = Reporter(interval: .seconds(10)) { time.withLock { $0 } }
            for _ in 1...5 { reporter.emit(StoreFailed("redis", .away, Away()), to: lines.logger) }
            #expect(lines.all.count == 1)
            reporter.emit(StoreFailed("postgres", .away, Away()), to: lines.logger)
            #expect(lines.all.count == 2)
            time.withLock { $0 += .seconds(10) }
            reporter.emit(StoreFailed("redis", .away, Away()), to: lines.logger)
        }
        #expect(lines.all.count == 3)
        #expect(lines.all.last?.metadata["heldBack"] == "4")
        #expect(registry.text.contains(#"pulsehub_store_failures_total{store="redis",verdict="away"} 6"#))
    }

    @Test("of more kinds than can be told apart is still bounded")
    func bounded() {
        let (registry, lines) = (PrometheusRegistry(), LogCollector())
        withMetricsFactory(registry) {
            let reporter = Reporter(interval: .seconds(10), now: { [now = ContinuousClock.now] in now })
            for number in 0..<Reporter.keysMax * 3 {
                reporter.emit(ClientSpoke("libpq", .warning, "?", about: "\(number)"), to: lines.logger)
            }
        }
        #expect(lines.all.count == Reporter.keysMax + 1)
    }
}
