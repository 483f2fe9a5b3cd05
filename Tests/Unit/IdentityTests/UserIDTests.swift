import HTTPKit
import Identity
import Testing

@Suite("User ids")
struct UserIDTests {
    @Test("spellings that Unicode calls equivalent are different people")
    func exact() throws {
        let (composed, decomposed) = (try UserID("Ren\u{E9}"), try UserID("Rene\u{301}"))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }
}
