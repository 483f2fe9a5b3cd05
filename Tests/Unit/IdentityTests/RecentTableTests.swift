import Testing

@testable import Identity

@Suite struct RecentTableTests {
    @Test("it stays bounded, and what is touched again and again is kept")
    func bounded() {
        var table = RecentTable<Int, Int>(capacity: 10)
        for key in 0..<1000 {
            table[key] = key
            #expect(table[0] == 0)
            #expect(table.count <= 20)
        }
        #expect(table[999] == 999)
        #expect(table[500] == nil)
        table[999] = nil
        #expect(table[999] == nil)
        table.removeAll()
        #expect(table.count == 0)
    }
}
