import Testing

@testable import Terminal

@Suite("Counts with their nouns")
struct CountedTests {
    @Test("one is told apart from none and many")
    func numbers() {
        #expect(counted(0, "difference") == "0 differences")
        #expect(counted(1, "difference") == "1 difference")
        #expect(counted(2, "difference") == "2 differences")
        #expect(counted(1, "person", "people") == "1 person")
        #expect(counted(3, "person", "people") == "3 people")
    }
}
