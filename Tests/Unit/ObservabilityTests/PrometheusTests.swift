import CoreMetrics
import Testing

@testable import Observability

@Suite struct PrometheusTests {
    @Test("counters, gauges and histograms are rendered by name with their type and labels")
    func text() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "requests", dimensions: [("path", "a\"b\\c\nd"), ("code", "200")]).increment(by: 3)
        registry.makeCounter(label: "requests", dimensions: [("path", "/"), ("code", "200")]).increment(by: 1)
        registry.makeMeter(label: "queue.length", dimensions: []).set(2.5)
        let lines = registry.text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "# TYPE queue_length gauge", "queue_length 2.5", "# TYPE requests_total counter",
                #"requests_total{code="200",path="/"} 1"#, #"requests_total{code="200",path="a\"b\\c\nd"} 3"#,
            ] + dropped(0).split(separator: "\n").map(String.init))
    }

    @Test("a histogram is cumulative and ends with its sum and count; timers are in seconds")
    func histogram() {
        let registry = PrometheusRegistry()
        let timer = registry.makeTimer(label: "batch_seconds", dimensions: [("path", "hot")])
        for milliseconds in [1, 30, 30_000] { timer.recordNanoseconds(Int64(milliseconds) * 1_000_000) }
        let text = registry.text
        #expect(text.contains("# TYPE batch_seconds histogram\n"))
        #expect(text.contains(#"batch_seconds_bucket{path="hot",le="0.0005"} 0"#))
        #expect(text.contains(#"batch_seconds_bucket{path="hot",le="0.001"} 1"#))
        #expect(text.contains(#"batch_seconds_bucket{path="hot",le="0.05"} 2"#))
        #expect(text.contains(#"batch_seconds_bucket{path="hot",le="+Inf"} 3"#))
        #expect(text.contains(#"batch_seconds_sum{path="hot"} 30.031"#))
        #expect(text.contains(#"batch_seconds_count{path="hot"} 3"#))
    }

    @Test("the same name and labels are one series, in whatever order the labels come")
    func sameSeries() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "a_total", dimensions: [("x", "1"), ("y", "2")]).increment(by: 1)
        registry.makeCounter(label: "a_total", dimensions: [("y", "2"), ("x", "1")]).increment(by: 1)
        #expect(registry.text == "# TYPE a_total counter\na_total{x=\"1\",y=\"2\"} 2\n" + dropped(0))
    }

    @Test("a name that is taken by another kind, and series without end, are dropped and counted")
    func bounds() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "a", dimensions: []).increment(by: 1)
        registry.makeMeter(label: "a", dimensions: []).set(Int64(5))
        #expect(registry.text == "# TYPE a_total counter\na_total 1\n" + dropped(1))
        for number in 0..<PrometheusRegistry.seriesMax {
            registry.makeCounter(label: "b", dimensions: [("n", "\(number)")]).increment(by: 1)
        }
        #expect(registry.text.hasSuffix(dropped(2)))
    }

    private func dropped(_ count: Int) -> String {
        """
        # HELP pulsehub_metrics_dropped_series_total \(Metric.droppedSeries.help)
        # TYPE pulsehub_metrics_dropped_series_total counter
        pulsehub_metrics_dropped_series_total \(count)

        """
    }
}
