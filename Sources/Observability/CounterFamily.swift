import CoreMetrics

/// Counters of one name whose labels are known beforehand, all of them told from the start.
///
/// A series that appears with its first event has no value before it, so that an alert on its increase misses the first burst.
package struct CounterFamily<Key: Hashable & Sendable>: Sendable {
    private let name: String
    private let labels: @Sendable (Key) -> [(String, String)]
    private let counters: [Key: Counter]

    /// Tells a counter at 0 for every key.
    package init(_ name: String, _ keys: some Sequence<Key>, labels: @escaping @Sendable (Key) -> [(String, String)]) {
        self.name = name
        self.labels = labels
        counters = Dictionary(
            keys.map { ($0, Counter(label: name, dimensions: labels($0))) }, uniquingKeysWith: { first, _ in first })
    }

    /// Counts; also for a key that nobody has foreseen.
    package func increment(_ key: Key, by count: Int) {
        (counters[key] ?? Counter(label: name, dimensions: labels(key))).increment(by: count)
    }
}
