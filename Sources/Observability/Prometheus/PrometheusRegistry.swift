import CoreMetrics
import Synchronization

/// Collects what swift-metrics is told and renders it in Prometheus' text format. Thread-safe.
///
/// Bounded: past ``seriesMax`` series new ones are counted in `pulsehub_metrics_dropped_series_total` and go nowhere.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    /// Enough for every metric of every process; a label with unbounded values must not fill the memory.
    package static let seriesMax = 2000

    private struct State {
        var cells: [PrometheusSeries: any PrometheusCell] = [:]
        var dropped = 0
    }

    private let state = Mutex(State())

    /// The one of this process, as swift-metrics has one for the process too.
    package static let shared = PrometheusRegistry()

    /// An empty registry.
    package init() {}

    /// The whole text, sorted by name and labels; content type `text/plain; version=0.0.4`.
    package var text: String {
        let (cells, dropped) = state.withLock { ($0.cells, $0.dropped) }
        var lines: [String] = []
        var last = ""
        for (series, cell) in cells.sorted(by: { $0.key < $1.key }) {
            let name = cell.isTotal && !series.name.hasSuffix("_total") ? series.name + "_total" : series.name
            if name != last {
                if let help = Metric.declared[name]?.help { lines.append("# HELP \(name) \(help)") }
                lines.append("# TYPE \(name) \(cell.kind)")
            }
            last = name
            lines += cell.lines(name, series)
        }
        let own = Metric.droppedSeries
        lines += ["# HELP \(own.name) \(own.help)", "# TYPE \(own.name) counter", "\(own.name) \(dropped)"]
        return lines.map { $0 + "\n" }.joined()
    }

    /// See `MetricsFactory`.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, dimensions) { CounterCell() }
    }

    /// See `MetricsFactory`.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(label, dimensions) { GaugeCell() }
    }

    /// See `MetricsFactory`.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { return cell(label, dimensions) { HistogramCell() } }
        return cell(label, dimensions) { GaugeCell() }
    }

    /// In seconds, as Prometheus has it.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, dimensions) { HistogramCell() }
    }

    /// Nothing is destroyed: a series that ends and begins again must not jump back to zero.
    package func destroyCounter(_ handler: any CounterHandler) {}
    /// See ``destroyCounter(_:)``.
    package func destroyMeter(_ handler: any MeterHandler) {}
    /// See ``destroyCounter(_:)``.
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    /// See ``destroyCounter(_:)``.
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// The same name and labels give the same cell; another kind under a name that is taken goes nowhere.
    private func cell<Cell: PrometheusCell>(
        _ label: String, _ dimensions: [(String, String)], _ make: () -> Cell
    ) -> Cell {
        let series = PrometheusSeries(label, dimensions)
        return state.withLock { state in
            if let known = state.cells[series] as? Cell { return known }
            guard state.cells[series] == nil, state.cells.count < Self.seriesMax else {
                state.dropped += 1
                return make()
            }
            let new = make()
            state.cells[series] = new
            return new
        }
    }
}
