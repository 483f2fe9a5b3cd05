import Events

/// Keeps the most recently used values, up to a number and a size, and forgets by partition.
struct LRUCache<Value> {
    private struct Entry {
        var value: Value
        let partition: Int32
        let bytes: Int
        var used: UInt64
    }

    private let capacity: Int
    private let bytesMax: Int
    private let size: (Value) -> Int
    private var entries: [ExactText: Entry] = [:]
    private var bytes = 0
    private var clock: UInt64 = 0

    /// - Parameter size: about how many bytes a value takes; asked whenever it is put in, so it must be quick.
    init(capacity: Int, bytes: Int = .max, size: @escaping (Value) -> Int = { _ in 0 }) {
        self.capacity = max(1, capacity)
        bytesMax = max(1, bytes)
        self.size = size
    }

    subscript(key: ExactText) -> Value? { entries[key]?.value }

    func contains(_ key: ExactText) -> Bool { entries[key] != nil }

    /// Takes a value out, so that it can be changed in place without a copy; put it back with ``insert(_:_:partition:)``.
    mutating func take(_ key: ExactText) -> Value? {
        guard let entry = entries.removeValue(forKey: key) else { return nil }
        bytes -= entry.bytes
        return entry.value
    }

    mutating func insert(_ key: ExactText, _ value: Value, partition: Int32) {
        clock += 1
        let entry = Entry(value: value, partition: partition, bytes: size(value), used: clock)
        bytes += entry.bytes
        if let old = entries.updateValue(entry, forKey: key) { bytes -= old.bytes }
    }

    /// Called between batches: within one, every user of the batch must stay.
    mutating func trim() {
        guard entries.count > capacity || bytes > bytesMax else { return }
        // Down to three quarters, so that the sort is paid once for many insertions. Of numbers: entries are costly to
        // move about.
        let keep = (count: capacity - capacity / 4, bytes: bytesMax - bytesMax / 4)
        var left = (count: entries.count, bytes: bytes)
        var firstKept: UInt64 = 0
        for (used, bytes) in entries.values.map({ ($0.used, $0.bytes) }).sorted(by: { $0.0 < $1.0 }) {
            guard left.count > keep.count || left.bytes > keep.bytes else { break }
            firstKept = used + 1
            left = (left.count - 1, left.bytes - bytes)
        }
        for key in entries.filter({ $0.value.used < firstKept }).keys { _ = take(key) }
    }

    mutating func removeAll() {
        entries = [:]
        bytes = 0
    }

    mutating func forget(partitions: Set<Int32>) {
        for key in entries.filter({ partitions.contains($0.value.partition) }).keys { _ = take(key) }
    }
}
