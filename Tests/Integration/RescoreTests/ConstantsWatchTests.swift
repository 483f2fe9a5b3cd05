import Events
import Postgres
import Profiles
import Readiness
import Testing

@testable import Cold

@Suite("Constants that change")
struct ConstantsWatchTests {
    private func terms(_ changes: (commit: String, need: Double, from: Int?)..., head: String) throws
        -> WellnessProfile.Terms
    {
        try #require(
            WellnessProfile.Terms(
                changes.map { change in
                    var settings = ReadinessSettings.standard
                    settings.sleepNeedMin = change.need
                    return .init(
                        commit: change.commit, day: Database.firstDay.advanced(by: 500), settings: settings,
                        effectiveFrom: change.from.map { Database.firstDay.advanced(by: $0) })
                }, configCommit: head))
    }

    private func rescored(_ database: Database) throws -> [String] {
        try database.archiver.query("SELECT DISTINCT cause FROM rescore_queue ORDER BY cause").rows.map {
            try $0.text(0)
        } + database.queue()
    }

    @Test("are rescored once, from the first date that they count for, whoever sees them first")
    func once() async throws {
        try await Database.run { database in
            let first = try terms(("a", 480, nil), head: "a")
            var watches = [ConstantsWatch(), ConstantsWatch()]
            _ = try watches[0].follow(first, on: database.archiver)
            #expect(try rescored(database).isEmpty)
            try database.archive("ann", days: 0..<30)
            try database.archive("bob", days: 0..<10)
            try database.enqueue(Database.request("ann", 0...29), Database.request("bob", 0...9))
            let worker = try database.worker()
            while try database.step().run(on: worker) != nil {}

            let second = try terms(("a", 480, nil), ("b", 540, 20), head: "c")
            let noticed = try watches[1].follow(second, on: database.archiver)
            #expect(noticed.map(\.era.commit) == ["b"] && noticed.map(\.people) == [1])
            let last = CivilDate(year: 9999, month: 12, day: 31)?.days(since: Database.firstDay)
            #expect(try rescored(database) == ["config b", "ann 20..\(try #require(last))"])
            _ = try database.archiver.execute("DELETE FROM rescore_queue")
            // Another one, and the same after a restart: only what was told under another commit meanwhile.
            _ = try database.archiver.execute("UPDATE readiness_snapshots SET config_commit = 'c'")
            _ = try watches[0].follow(second, on: database.archiver)
            #expect(try rescored(database).isEmpty)
            _ = try database.archiver.execute("UPDATE readiness_snapshots SET config_commit = 'a' WHERE revision = 0")
            var restarted = ConstantsWatch()
            _ = try restarted.follow(second, on: database.archiver)
            #expect(try rescored(database) == ["config b", "ann 20..\(try #require(last))"])
        }
    }
}
