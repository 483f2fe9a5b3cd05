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

/// FNV-1a, 64 bits: Swift's own hashes differ from process to process, and these are stored.
enum StableHash {
    static func of(_ texts: String...) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in texts {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            // A byte that UTF-8 never holds separates the texts.
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        return hash
    }
}
