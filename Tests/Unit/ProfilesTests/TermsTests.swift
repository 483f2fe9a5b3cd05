import Events
import Profiles
import Readiness
import Testing

@Suite("Constants date by date")
struct TermsTests {
    private typealias Terms = WellnessProfile.Terms
    private static let day = CivilDate(dayNumber: 20_000)

    private func change(_ commit: String, _ day: Int, need: Double, from: Int? = nil) -> Terms.Change {
        var settings = ReadinessSettings.standard
        settings.sleepNeedMin = need
        return Terms.Change(
            commit: commit, day: Self.day.advanced(by: day), settings: settings,
            effectiveFrom: from.map { Self.day.advanced(by: $0) })
    }

    /// `commit need from`, in days; the first from the beginning.
    private func eras(_ changes: Terms.Change...) throws -> [String] {
        try #require(Terms(changes, configCommit: "head")).eras.map { era in
            let from = era.from == .earliest ? "always" : "\(era.from.days(since: Self.day))"
            return "\(era.commit) \(Int(era.settings.sleepNeedMin)) \(from)"
        }
    }

    @Test("a change counts from the second day after its commit on, which no event before it can be dated")
    func notice() throws {
        #expect(try eras(change("a", 0, need: 480), change("b", 10, need: 540)) == ["a 480 always", "b 540 12"])
        let terms = try #require(Terms([change("a", 0, need: 480), change("b", 10, need: 540)], configCommit: "head"))
        #expect(terms.settings(on: Self.day.advanced(by: 11)).sleepNeedMin == 480)
        #expect(terms.settings(on: Self.day.advanced(by: 12)).sleepNeedMin == 540)
        #expect(terms.era(of: .earliest).commit == "a")
    }

    @Test("or from the date that the commit states, which then counts for that commit alone")
    func stated() throws {
        #expect(
            try eras(change("a", 0, need: 480), change("b", 10, need: 540, from: 3)) == ["a 480 always", "b 540 3"])
        #expect(
            try eras(
                change("a", 0, need: 480), change("b", 10, need: 540, from: 3), change("c", 20, need: 500, from: 3),
                change("d", 30, need: 450)) == ["a 480 always", "b 540 3", "c 500 22", "d 450 32"])
        #expect(
            try eras(change("a", 0, need: 480), change("b", 10, need: 540), change("c", 11, need: 540, from: -5))
                == ["a 480 always", "c 540 -5"])
    }

    @Test("a commit that changes nothing of it makes no difference, and a later one takes the dates of an earlier one")
    func replaced() throws {
        #expect(try eras(change("a", 0, need: 480), change("b", 10, need: 480)) == ["a 480 always"])
        #expect(
            try eras(change("a", 0, need: 480), change("b", 10, need: 540), change("c", 20, need: 500, from: 12))
                == ["a 480 always", "c 500 12"])
        // Taken back before it counted for anything.
        #expect(
            try eras(change("a", 0, need: 480), change("b", 10, need: 540), change("c", 10, need: 480))
                == ["a 480 always", "c 480 12"])
        #expect(Terms([], configCommit: "head") == nil)
    }

    @Test("the score of a day before the change stays what it was, under every later commit")
    func scores() throws {
        var profile = WellnessProfile()
        for day in 0..<30 {
            let date = Self.day.advanced(by: day)
            let at = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000)
            for payload in [
                Payload.hrv(HRVRecorded(date: date, vendor: "oura", rMSSD: 50, restingHR: 50, capturedAt: at)),
                .sleep(SleepRecorded(date: date, vendor: "oura", durationMin: 450, capturedAt: at)),
            ] { _ = profile.apply(Event(id: "\(day)", source: "s", subject: "ann", time: at, payload: payload)) }
        }
        let before = try #require(Terms([change("a", 0, need: 480)], configCommit: "a"))
        let after = try #require(Terms([change("a", 0, need: 480), change("b", 20, need: 600)], configCommit: "b"))
        func score(_ day: Int, _ terms: Terms) -> Int? {
            profile.score(on: Self.day.advanced(by: day), terms: terms, userID: "ann").total?.score
        }
        #expect(score(21, after) == score(21, before))
        #expect(try #require(score(22, after)) < #require(score(22, before)))
    }
}
