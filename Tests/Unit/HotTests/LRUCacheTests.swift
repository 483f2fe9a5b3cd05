import Events
import Testing

@testable import Hot

@Suite("Remembering users")
struct LRUCacheTests {
    private func key(_ number: Int) -> ExactText { ExactText("u\(number)") }

    @Test("trimming keeps the most recently used three quarters, once the bound is passed")
    func trim() {
        var cache = LRUCache<Int>(capacity: 8)
        for number in 0..<8 { cache.insert(key(number), number, partition: 0) }
        cache.trim()
        #expect((0..<8).allSatisfy { cache.contains(key($0)) })
        if let value = cache.take(key(0)) { cache.insert(key(0), value, partition: 0) }
        cache.insert(key(8), 8, partition: 0)
        cache.trim()
        #expect((0..<9).filter { cache.contains(key($0)) } == [0, 4, 5, 6, 7, 8])
    }

    @Test("a value that is taken out is gone until it is put back")
    func take() {
        var cache = LRUCache<Int>(capacity: 2)
        cache.insert(key(1), 7, partition: 0)
        #expect(cache.take(key(1)) == 7)
        #expect(!cache.contains(key(1)))
        #expect(cache.take(key(1)) == nil)
    }

    @Test("users of given-up partitions are forgotten")
    func forget() {
        var cache = LRUCache<Int>(capacity: 8)
        for number in 0..<4 { cache.insert(key(number), number, partition: Int32(number % 2)) }
        cache.forget(partitions: [1])
        #expect((0..<4).filter { cache.contains(key($0)) } == [0, 2])
    }

    @Test("trimming keeps no more than three quarters of the bytes, once they are too many")
    func trimBySize() {
        var cache = LRUCache<Int>(capacity: 100, bytes: 80) { $0 }
        for number in 0..<8 { cache.insert(key(number), 10, partition: 0) }
        cache.trim()
        #expect((0..<8).allSatisfy { cache.contains(key($0)) })
        // A value that is put back larger counts as what it is now.
        _ = cache.take(key(3))
        cache.insert(key(3), 30, partition: 0)
        cache.trim()
        #expect((0..<8).filter { cache.contains(key($0)) } == [3, 5, 6, 7])
        cache.insert(key(9), 500, partition: 0)
        cache.trim()
        #expect(!(0..<10).contains { cache.contains(key($0)) })
    }

    @Test("a capacity of nothing still remembers one user", arguments: [0, 1])
    func smallest(capacity: Int) {
        var cache = LRUCache<Int>(capacity: capacity)
        cache.insert(key(1), 1, partition: 0)
        cache.insert(key(2), 2, partition: 0)
        cache.trim()
        #expect((1...2).filter { cache.contains(key($0)) } == [2])
    }
}
