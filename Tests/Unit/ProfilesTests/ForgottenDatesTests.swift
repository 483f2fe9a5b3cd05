import Events
import Profiles
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
