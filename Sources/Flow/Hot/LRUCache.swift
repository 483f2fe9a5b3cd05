import Events

/// Keeps the most recently used values, up to a bound, and forgets by partition.
struct LRUCache<Value> {
    private struct Entry {
        var value: Value
        let partition: Int32
        var used: UInt64
    }

    private let capacity: Int
    private var entries: [ExactText: Entry] = [:]
    private var clock: UInt64 = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    func contains(_ key: ExactText) -> Bool { entries[key] != nil }

    /// Takes a value out, so that it can be changed in place without a copy; put it back with ``insert(_:_:partition:)``.
    mutating func take(_ key: ExactText) -> Value? { entries.removeValue(forKey: key)?.value }

    mutating func insert(_ key: ExactText, _ value: Value, partition: Int32) {
        clock += 1
        entries[key] = Entry(value: value, partition: partition, used: clock)
    }

    /// Called between batches: within one, every user of the batch must stay.
    mutating func trim() {
        guard entries.count > capacity else { return }
        // Down to three quarters, so that the sort is paid once for many insertions. Of numbers: entries are costly to
        // move about.
        let keep = capacity - capacity / 4
        let firstKept = entries.values.map(\.used).sorted()[entries.count - keep]
        for key in entries.filter({ $0.value.used < firstKept }).keys { entries[key] = nil }
    }

    mutating func forget(partitions: Set<Int32>) {
        entries = entries.filter { !partitions.contains($0.value.partition) }
    }
}
