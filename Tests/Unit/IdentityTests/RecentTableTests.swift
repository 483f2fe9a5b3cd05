import Bounded
import HTTPKit
import Testing

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

    @Test("an entry is changed where it stands, and begins where there is none")
    func change() {
        var table = RecentTable<String, Int>(capacity: 1)
        #expect(
            table.change("a", from: 1) {
                $0 += 1; return $0
            } == 2)
        #expect(
            table.change("a", from: 1) {
                $0 += 1; return $0
            } == 3)
        table["b"] = 9
        // By now it is in the old half.
        #expect(
            table.change("a", from: 1) {
                $0 += 1; return $0
            } == 4)
        #expect(table["a"] == 4)
    }
}
