/// A table that holds the entries touched most recently, at most twice `capacity` of them, each step in constant time.
///
/// New and touched entries go into the young half. When that is full it becomes the old half, and what was left in
/// the old one is forgotten: so an entry survives at least `capacity` others. Inlinable, since what it holds differs
/// from module to module and is looked at with every request.
package struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline let capacity: Int
    @usableFromInline var young: [Key: Value] = [:]
    @usableFromInline var old: [Key: Value] = [:]

    /// - Parameter capacity: at least 1.
    @inlinable
    package init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Entries that can still be found.
    package var count: Int { young.count + old.keys.lazy.filter { young[$0] == nil }.count }

    /// Reading an entry touches it.
    @inlinable
    package subscript(key: Key) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old[key] else { return nil }
            insert(value, key)
            return value
        }
        set {
            guard let newValue else {
                young[key] = nil
                old[key] = nil
                return
            }
            insert(newValue, key)
        }
    }

    /// Changes an entry in place, which takes one look at the table for a young one.
    @inlinable
    package mutating func change<Result>(
        _ key: Key, from initial: @autoclosure () -> Value, _ change: (inout Value) -> Result
    ) -> Result {
        if let place = young.index(forKey: key) { return change(&young.values[place]) }
        var value = old[key] ?? initial()
        let result = change(&value)
        insert(value, key)
        return result
    }

    /// Forgets everything.
    @inlinable
    package mutating func removeAll() {
        young = [:]
        old = [:]
    }

    @usableFromInline
    mutating func insert(_ value: Value, _ key: Key) {
        if young.count >= capacity, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }
}
