import CoreMetrics

/// Counters of one name whose labels are known beforehand, all of them told from the start.
///
/// A series that appears with its first event has no value before it, so that an alert on its increase misses the first burst.
package struct CounterFamily<Key: Hashable & Sendable>: Sendable {
    private let metric: Metric
    private let values: @Sendable (Key) -> [String]
    private let counters: [Key: Counter]

    /// Tells a counter at 0 for every key.
    ///
    /// - Parameter values: of the metric's labels, in their order.
    package init(_ metric: Metric, _ keys: some Sequence<Key>, values: @escaping @Sendable (Key) -> [String]) {
        self.metric = metric
        self.values = values
        counters = Dictionary(
            keys.map { ($0, metric.counter(of: values($0))) }, uniquingKeysWith: { first, _ in first })
    }

    /// Counts; also for a key that nobody has foreseen.
    package func increment(_ key: Key, by count: Int) {
        (counters[key] ?? metric.counter(of: values(key))).increment(by: count)
    }
}
