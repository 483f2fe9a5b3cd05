import Events
import TestSupport
import Testing

@testable import Backup

@Suite("Which backups are kept")
struct RetentionTests {
    private static let usual = Retention(days: 7, weeks: 4, months: 12)

    private static func name(_ text: String) throws -> BackupName { try #require(BackupName(text)) }

    /// At half past two of each of these days, the last of which is the given one.
    private static func daily(_ count: Int, until last: CivilDate) -> [BackupName] {
        (0..<count).map { at(last.advanced(by: $0 - count + 1), 9000) }
    }

    private static func at(_ date: CivilDate, _ second: Int) -> BackupName {
        BackupName(Instant(microseconds: (Int64(date.dayNumber) * 86_400 + Int64(second)) * 1_000_000))
    }

    @Test("of two years of daily backups the last 7 days, 4 weeks' and 12 months' ends remain")
    func usual() throws {
        // A Saturday.
        let today = try #require(CivilDate("2026-11-21"))
        let kept = Self.usual.kept(Self.daily(730, until: today), on: today).sorted().map { "\($0)".prefix(10) }
        #expect(
            kept == [
                "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
                "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-01", "2026-11-08", "2026-11-15",
                "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21",
            ])
    }

    @Test("of several backups of a day the newest is kept")
    func newestOfDay() throws {
        let names = try ["2026-11-21T02-30-00Z", "2026-11-21T14-30-00Z", "2026-11-20T23-59-59Z"].map(Self.name)
        let kept = Retention(days: 7, weeks: 0, months: 0).kept(names, on: try #require(CivilDate("2026-11-21")))
        #expect(kept == [names[1], names[2]])
    }

    @Test("the newest is kept however old it is, and one from the future as well")
    func never() throws {
        let today = try #require(CivilDate("2026-11-21"))
        let old = try [Self.name("2019-01-01T00-00-00Z"), Self.name("2019-01-02T00-00-00Z")]
        #expect(Self.usual.kept(old, on: today) == [old[1]])
        let future = try Self.name("2030-01-01T00-00-00Z")
        #expect(Self.usual.kept(old + [future], on: today).contains(future))
        #expect(Self.usual.kept([], on: today).isEmpty)
    }

    @Test("weeks begin on Monday, also before 1970, and years do not break them")
    func weeks() throws {
        let weekly = Retention(days: 0, weeks: 2, months: 0)
        // 2026-01-01 is a Thursday: its week began on 2025-12-29.
        let names = try ["2025-12-28", "2025-12-29", "2025-12-31", "2026-01-01"].map {
            try Self.name($0 + "T00-00-00Z")
        }
        #expect(weekly.kept(names, on: try #require(CivilDate("2026-01-01"))) == [names[0], names[3]])
        let before = try ["1969-12-28", "1969-12-29"].map { try Self.name($0 + "T00-00-00Z") }
        #expect(weekly.kept(before, on: try #require(CivilDate("1970-01-01"))) == Set(before))
    }

    @Test(
        "whether it is pruned every day, now and then or once, the same remains; and no more than the sum of the counts"
    )
    func pathDoesNotMatter() {
        var random = Seeded(3)
        for _ in 0..<60 {
            let policy = Retention(
                days: .random(in: 1...9, using: &random), weeks: .random(in: 0...6, using: &random),
                months: .random(in: 0...5, using: &random))
            let start = CivilDate(dayNumber: .random(in: 20_000...21_000, using: &random))
            var (all, pruned): ([BackupName], Set<BackupName>) = ([], [])
            for day in 0..<200 {
                let today = start.advanced(by: day)
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    let name = Self.at(today, .random(in: 0..<86_400, using: &random))
                    all.append(name)
                    pruned.insert(name)
                }
                if Bool.random(using: &random) { pruned = policy.kept(pruned, on: today) }
                let once = policy.kept(all, on: today)
                #expect(policy.kept(pruned, on: today) == once)
                #expect(once.count <= policy.days + policy.weeks + policy.months + 1)
                #expect(policy.kept(once, on: today) == once)
            }
        }
    }
}
