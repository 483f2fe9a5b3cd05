import Events
import Profiles
import Readiness
import Testing

@Suite("Dates that the live fold has forgotten")
struct ForgottenDatesTests {
    @Test("pruning the whole history gives what the live fold holds", arguments: 1...8 as ClosedRange<UInt64>)
    func pruned(seed: UInt64) throws {
        var athlete = Athlete(seed)
        let history = athlete.history(days: 0..<700, perDay: 1) + athlete.history(days: 500..<690, perDay: 1)
        var whole = WellnessProfile()
        var stored = StoredFields()
        for event in history {
            _ = whole.apply(event)
            try stored.apply([event])
        }
        let live = try WellnessProfile(fields: stored.list)
        #expect(live != whole)
        #expect(live == whole.pruned())
        #expect(live.pruned() == live)
    }

    @Test("do not change when the data of a remembered date came", arguments: 1...4 as ClosedRange<UInt64>)
    func updatedAt(seed: UInt64) throws {
        var athlete = Athlete(seed)
        var whole = WellnessProfile()
        for event in athlete.history(days: 0..<400, perDay: 1) { _ = whole.apply(event) }
        let live = whole.pruned()
        let newest = try #require(whole.rows.newestDate)
        for back in -70...60 {
            let date = newest.advanced(by: -back)
            guard live.covers(date) else { continue }
            #expect(live.updatedAt(on: date) == whole.updatedAt(on: date))
        }
        #expect(try #require(live.updatedAt(on: newest)) >= Athlete.instant(newest))
        // Nothing counts any more 61 days after the last row.
        #expect(live.updatedAt(on: newest.advanced(by: 100)) == nil)
    }

    @Test("are those more than 60 days before the newest; without rows there are none")
    func covered() {
        var profile = WellnessProfile()
        #expect(profile.covers(Athlete.firstDay.advanced(by: -10_000)))
        _ = profile.apply(
            Event(
                id: "e", source: "s", subject: "ann", time: Athlete.instant(Athlete.firstDay),
                payload: .hrv(
                    HRVRecorded(
                        date: Athlete.firstDay, vendor: "oura", rMSSD: 60,
                        capturedAt: Athlete.instant(Athlete.firstDay)))))
        #expect(profile.covers(Athlete.firstDay.advanced(by: 10_000)))
        #expect(profile.covers(Athlete.firstDay.advanced(by: -60)))
        #expect(!profile.covers(Athlete.firstDay.advanced(by: -61)))
    }
}
