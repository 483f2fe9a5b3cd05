import Repeatable

/// The last so many distinct values, the oldest giving way to the newest.
struct RecentSet: Equatable, Sendable {
    let capacity: Int
    private(set) var values: [UInt64] = []
    private var next = 0
    private var members: Set<UInt64> = []

    init(capacity: Int) { self.capacity = capacity }

    /// False if the value is among the remembered ones already.
    mutating func insert(_ value: UInt64) -> Bool {
        guard members.insert(value).inserted else { return false }
        if values.count < capacity {
            values.append(value)
        } else {
            members.remove(values[next])
            values[next] = value
            next = (next + 1) % capacity
        }
        return true
    }

    /// Oldest first: the order in which they give way.
    var inOrder: [UInt64] { Array(values[next...] + values[..<next]) }

    static func == (a: RecentSet, b: RecentSet) -> Bool { a.capacity == b.capacity && a.inOrder == b.inOrder }
}

/// A hash of texts that may be stored.
enum StableHash {
    static func of(_ texts: String...) -> UInt64 {
        var hash = FNV1a()
        for text in texts {
            hash.add(text.utf8)
            // A byte that UTF-8 never holds separates the texts.
            hash.add(0xFF)
        }
        return hash.value
    }
}
