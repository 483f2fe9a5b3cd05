import CoreMetrics
import Synchronization

/// Where the values of one series gather.
protocol PrometheusCell: AnyObject, Sendable {
    /// Prometheus' word for it.
    var kind: String { get }
    /// Whether the name must end in `_total`.
    var isTotal: Bool { get }
    func lines(_ name: String, _ series: PrometheusSeries) -> [String]
}

final class CounterCell: PrometheusCell, CounterHandler {
    private let value = Atomic<Int64>(0)

    var kind: String { "counter" }
    var isTotal: Bool { true }

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    func lines(_ name: String, _ series: PrometheusSeries) -> [String] {
        [series.line(name, String(value.load(ordering: .relaxed)))]
    }
}

final class GaugeCell: PrometheusCell, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    var kind: String { "gauge" }
    var isTotal: Bool { false }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }

    func lines(_ name: String, _ series: PrometheusSeries) -> [String] {
        [series.line(name, value.withLock { $0 }.prometheus)]
    }
}

/// From half a millisecond to ten seconds for durations; the same steps serve for counts.
final class HistogramCell: PrometheusCell, RecorderHandler, TimerHandler {
    private static let bounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 100, 1000, 10_000,
    ]

    private struct State {
        var counts = [Int](repeating: 0, count: HistogramCell.bounds.count + 1)
        var sum = 0.0
    }

    private let state = Mutex(State())

    var kind: String { "histogram" }
    var isTotal: Bool { false }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        let bucket = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    func lines(_ name: String, _ series: PrometheusSeries) -> [String] {
        let state = state.withLock { $0 }
        var total = 0
        var lines: [String] = []
        for (bound, count) in zip(Self.bounds + [.infinity], state.counts) {
            total += count
            lines.append(series.line(name + "_bucket", more: "le=\"\(bound.prometheus)\"", String(total)))
        }
        return lines + [
            series.line(name + "_sum", state.sum.prometheus), series.line(name + "_count", String(total)),
        ]
    }
}

extension Double {
    /// The text format's spelling.
    fileprivate var prometheus: String {
        if isInfinite { return self > 0 ? "+Inf" : "-Inf" }
        return isNaN ? "NaN" : Int64(exactly: self).map { String($0) } ?? String(self)
    }
}
