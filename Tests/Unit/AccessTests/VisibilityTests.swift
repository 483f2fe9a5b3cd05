import Access
import HTTPKit
import Identity
import Testing

@Suite("Visibility")
struct VisibilityTests {
    @Test("what is not shown is named, in a fixed order")
    func withheld() throws {
        let visibility = Visibility(of: try UserID("ana"), shown: [.sleep])
        #expect(visibility.withheld(of: Signal.allCases) == [.hrv, .activity, .readiness])
        #expect(visibility.withheld(of: [.sleep]).isEmpty)
    }
}
