import Events
import Readiness
import TestSupport
import Testing

@testable import Profiles

@Suite("Naps")
struct NapTests {
    private static let day = Athlete.firstDay

    private func sleep(
        _ kind: SleepRecorded.Kind, _ minutes: Double, at seconds: Int64, on date: CivilDate = day,
        vendor: String = "oura",
        id: String = "s"
    ) -> Event {
        let captured = Athlete.instant(date, seconds: seconds)
        return Event(
            id: id, source: "t", subject: "ann", time: captured,
            payload: .sleep(
                SleepRecorded(date: date, vendor: vendor, durationMin: minutes, capturedAt: captured, kind: kind)))
    }

    private func delete(at seconds: Int64, on date: CivilDate = day, vendor: String = "oura", id: String = "d") -> Event
    {
        let captured = Athlete.instant(date, seconds: seconds)
        return Event(
            id: id, source: "t", subject: "ann", time: captured,
            payload: .deleted(RecordDeleted(kind: .nap, date: date, vendor: vendor, capturedAt: captured)))
    }

    private func profile(_ events: [Event]) -> WellnessProfile {
        var profile = WellnessProfile()
        for event in events { _ = profile.apply(event) }
        return profile
    }

    private func minutes(_ profile: WellnessProfile, on date: CivilDate = day) -> [Double] {
        profile.naps.taken(on: date).compactMap { $0.nap.value?.durationMin }
    }

    @Test("a later nap of the same vendor and day leaves the night and the score as they are, and is kept")
    func besideTheNight() {
        let night = profile([sleep(.main, 450, at: 10)])
        let both = profile([sleep(.main, 450, at: 10), sleep(.nap, 25, at: 40_000)])
        #expect(both.rows == night.rows)
        #expect(
            both.readinessDocument(on: Self.day, terms: Athlete.terms, userID: "ann")
                == night.readinessDocument(on: Self.day, terms: Athlete.terms, userID: "ann"))
        #expect(minutes(both) == [25])
    }

    @Test("naps of two captures are two, of one capture the greater id wins, and impossible ones say nothing")
    func captures() {
        let naps = profile([
            sleep(.nap, 20, at: 1), sleep(.nap, 30, at: 2, id: "a"), sleep(.nap, 40, at: 2, id: "b"),
            sleep(.nap, 50, at: 2, id: "a"), sleep(.nap, 0, at: 3), sleep(.nap, 2_000, at: 4),
        ])
        #expect(minutes(naps) == [20, 40])
    }

    @Test("a delete takes back what that vendor captured that day until then, late arrivals included, and no night")
    func deleted() {
        let events = [
            sleep(.nap, 20, at: 1), sleep(.nap, 30, at: 2, id: "z"), delete(at: 2), sleep(.nap, 40, at: 3),
            sleep(.nap, 50, at: 1, vendor: "polar"), sleep(.main, 400, at: 1),
            sleep(.nap, 60, at: 1, on: Self.day.advanced(by: 1)),
        ]
        for order in [events, events.reversed()] {
            #expect(minutes(profile(order)) == [40, 50])
            #expect(minutes(profile(order), on: Self.day.advanced(by: 1)) == [60])
            #expect(profile(order).rows.sleepEntry(vendor: "oura", date: Self.day)?.night.value?.durationMin == 400)
        }
    }

    @Test(
        "no more than eight of a day and vendor are kept, the same ones in any order", arguments: [1, 2, 3] as [UInt64])
    func bounded(seed: UInt64) {
        var random = Seeded(seed)
        let events =
            (0..<30).map { sleep(.nap, Double($0 + 5), at: Int64($0), id: "s\($0)") }
            + [3, 24, 26].map { delete(at: $0, id: "d\($0)") }
        let expected = profile(events)
        #expect(minutes(expected) == [32, 33, 34])
        #expect(profile((0..<30).map { sleep(.nap, 20, at: $0) }).naps.entries.count == Naps.perDayMax)
        for _ in 0..<50 {
            let shuffled = profile(events.shuffled(using: &random) + events.shuffled(using: &random).prefix(9))
            #expect(shuffled == expected)
            #expect(shuffled.naps.entries.count <= Naps.perDayMax)
        }
    }

    @Test("naps make no date scored and no row old, and are forgotten with the rows of their days")
    func forgotten() throws {
        var stored = StoredFields()
        try stored.apply([sleep(.main, 400, at: 1), sleep(.nap, 20, at: 2)])
        let later = try stored.apply([sleep(.nap, 20, at: 2, on: Self.day.advanced(by: 400))])
        #expect(later.rows.horizon == Self.day)
        #expect(!later.isScored(Self.day.advanced(by: 400)))
        let read = try WellnessProfile(fields: stored.list.filter { $0.value.isEmpty == false })
        #expect(read.naps.entries.map(\.date) == [Self.day.advanced(by: 400)])
        #expect(read.rows.newestDate == Self.day)
    }

    @Test("who has told nothing but a nap has a state, which names the field that proves it")
    func alone() throws {
        var stored = StoredFields()
        let profile = try stored.apply([sleep(.nap, 20, at: 2)])
        #expect(profile != WellnessProfile() && profile.documents(terms: Athlete.terms, userID: "ann") == nil)
        #expect(profile.witnessField.map { stored.fields[$0] != nil } == true)
        #expect(try WellnessProfile(fields: stored.list) == profile)
    }
}
