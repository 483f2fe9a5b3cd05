import Testing

@testable import Readiness

@Suite("Drivers in words")
struct DriverWordsTests {
    @Test("differ from one another and need no glossary")
    func distinct() {
        let words = DriverCode.allCases.map(\.words)
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { !$0.contains("_") && !$0.isEmpty })
    }
}
