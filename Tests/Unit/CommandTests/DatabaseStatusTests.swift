import Testing

@testable import pulsehub

@Suite("State of the migrations")
struct DatabaseStatusTests {
    private typealias File = DatabaseCommand.Status.File

    @Test("each file is applied, pending, changed or unknown")
    func entries() {
        let wanted = [
            File(number: 1, name: "0001-a.sql", digest: "1"), File(number: 2, name: "0002-b.sql", digest: "2"),
            File(number: 4, name: "0004-d.sql", digest: "4"),
        ]
        let applied = [
            File(number: 1, name: "0001-a.sql", digest: "1", appliedAt: "t1"),
            File(number: 2, name: "0002-b.sql", digest: "x", appliedAt: "t2"),
            File(number: 3, name: "0003-c.sql", digest: "3", appliedAt: "t3"),
        ]
        let entries = DatabaseCommand.Status.entries(wanted: wanted, applied: applied)
        #expect(
            entries.map(\.line) == [
                "0001-a.sql  applied t1", "0002-b.sql  CHANGED after it was applied t2",
                "0003-c.sql  UNKNOWN to this build, applied t3", "0004-d.sql  pending: run pulsehub db migrate",
            ])
        #expect(entries.map(\.isFine) == [true, false, false, false])
    }
}
