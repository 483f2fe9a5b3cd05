import Events
import Profiles
import Readiness
import TestSupport
import Testing

@Suite("The wellness fold knows no order")
struct WellnessOrderTests {
    private func fold(_ events: [Event], _ random: inout Seeded) throws -> (StoredFields, WellnessProfile) {
        var stored = StoredFields()
        var rest = events[...]
        var profile = WellnessProfile()
        while !rest.isEmpty {
            let batch = rest.prefix(.random(in: 1...40, using: &random))
            profile = try stored.apply(batch)
            rest = rest.dropFirst(batch.count)
        }
        return (stored, profile)
    }

    @Test(
        "shuffled, repeated and split events give the same profile, the same stored bytes and the same documents",
        arguments: [30, 90, 150, 400], [1, 2, 3] as [UInt64])
    func orderFree(days: Int, seed: UInt64) throws {
        var random = Seeded(seed)
        var athlete = Athlete(seed)
        let events = athlete.history(days: 0..<days)
        let (stored, profile) = try fold(events, &random)
        let documents = try #require(profile.documents(terms: Athlete.terms, userID: "ann"))
        for _ in 0..<3 {
            let copies = (events + events.shuffled(using: &random).prefix(days / 2)).shuffled(using: &random)
            let (again, same) = try fold(copies, &random)
            #expect(same == profile)
            #expect(again.fields == stored.fields)
            #expect(same.documents(terms: Athlete.terms, userID: "ann") == documents)
        }
    }

    @Test(
        "all state fields of events folded at once are what batch after batch has written",
        arguments: [30, 150, 600], [1, 2] as [UInt64])
    func atOnce(days: Int, seed: UInt64) throws {
        var random = Seeded(seed)
        var athlete = Athlete(seed)
        let events = athlete.history(days: 0..<days).shuffled(using: &random)
        let (stored, _) = try fold(events, &random)
        var profile = WellnessProfile()
        for event in events { _ = profile.apply(event) }
        var whole = StoredFields()
        whole.write(profile.stateFields())
        #expect(whole.fields == stored.fields)
    }

    @Test("a state read back is the profile that wrote it", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var athlete = Athlete(seed)
        var stored = StoredFields()
        let profile = try stored.apply(athlete.history(days: 0..<130))
        #expect(try WellnessProfile(fields: stored.list) == profile)
        #expect(profile.rows.hrvEntries.count > 50)
        #expect(profile.rows.loadEntries.count > 3)
        #expect(profile.settings.displayName != nil)
    }

    @Test("repeating every event changes nothing")
    func idempotent() throws {
        var athlete = Athlete(5)
        let events = athlete.history(days: 0..<60)
        var profile = WellnessProfile()
        for event in events { _ = profile.apply(event) }
        for event in events.reversed() {
            let change = profile.apply(event)
            #expect(change == nil)
        }
    }

    @Test("events of one capture time whose ids are spelled differently are kept apart")
    func spellings() throws {
        let at = Athlete.instant(Athlete.firstDay)
        var stored = StoredFields()
        func hrv(_ id: String, rMSSD: Double? = nil, sdnn: Double? = nil) -> Event {
            Event(
                id: id, source: "s", subject: "ann", time: at,
                payload: .hrv(
                    HRVRecorded(date: Athlete.firstDay, vendor: "v", rMSSD: rMSSD, sdnn: sdnn, capturedAt: at)))
        }
        let profile = try stored.apply([hrv("\u{E9}", rMSSD: 40), hrv("e\u{301}", sdnn: 50)])
        #expect(try WellnessProfile(fields: stored.list) == profile)
    }
}

@Suite("What the wellness fold keeps")
struct WellnessPruningTests {
    private func hrv(_ day: Int, vendor: String = "oura") -> Event {
        let date = Athlete.firstDay.advanced(by: day)
        return Event(
            id: "h\(day)", source: "s", subject: "ann", time: Athlete.instant(date),
            payload: .hrv(HRVRecorded(date: date, vendor: vendor, rMSSD: 50, capturedAt: Athlete.instant(date))))
    }

    @Test("rows that a score of the last 60 days needs stay, much older ones go, with their stored fields")
    func horizon() throws {
        var stored = StoredFields()
        var fieldCounts: [Int] = []
        for day in 0..<400 {
            try stored.apply([hrv(day)])
            fieldCounts.append(stored.fields.count)
        }
        let kept = try WellnessProfile(fields: stored.list).rows.hrvEntries.map(\.date)
        #expect(try #require(kept.first).days(since: Athlete.firstDay) <= 399 - 120)
        #expect(try #require(kept.first).days(since: Athlete.firstDay) > 399 - 129)
        #expect(kept.count == kept.last.map { $0.days(since: kept[0]) + 1 })
        #expect((fieldCounts.max() ?? 0) <= 18)
    }

    @Test("the document tells a series and its means in one unit, and what has none by a name of its own")
    func units() throws {
        var profile = WellnessProfile()
        for day in 0..<20 {
            let date = Athlete.firstDay.advanced(by: day)
            let (id, at) = ("h\(day)", Athlete.instant(date))
            let row = HRVRecorded(date: date, vendor: "oura", rMSSD: 50, restingHR: 48, capturedAt: at)
            _ = profile.apply(Event(id: id, source: "s", subject: "ann", time: at, payload: .hrv(row)))
        }
        let documents = try #require(profile.documents(terms: Athlete.terms, userID: "ann"))
        let text = String(decoding: documents.wellnessJSON, as: UTF8.self)
        #expect(text.contains(#""metric":"rmssd","unit":"ms","last":50,"#))
        #expect(text.contains(#""mean7":50,"mean60":50,"sdLn60":0,"n60":20}"#))
        #expect(text.contains(#""metric":"rhr","unit":"bpm","last":48,"#))
        #expect(text.contains(#""mean7":48,"mean60":48,"sd60":0,"n60":20}"#))
    }

    @Test("a row that comes too late leaves no trace, not even of its vendor")
    func tooLate() throws {
        var stored = StoredFields()
        try stored.apply([hrv(300)])
        let before = stored.fields
        try stored.apply([hrv(10, vendor: "ancient")])
        #expect(stored.fields == before)
        #expect(try WellnessProfile(fields: stored.list).rows.vendorNames == ["oura"])
    }

    @Test("a deleted row stays deleted, whichever comes first, and a newer capture stands above the delete")
    func deletes() throws {
        let date = Athlete.firstDay
        func delete(_ seconds: Int64) -> Event {
            let at = Athlete.instant(date, seconds: seconds)
            return Event(
                id: "d", source: "s", subject: "ann", time: at,
                payload: .deleted(RecordDeleted(kind: .hrv, date: date, vendor: "oura", capturedAt: at)))
        }
        for events in [[hrv(0), delete(1)], [delete(1), hrv(0)]] {
            var stored = StoredFields()
            for event in events { try stored.apply([event]) }
            let profile = try WellnessProfile(fields: stored.list)
            #expect(profile.rows.newestDate == nil)
            #expect(profile.documents(terms: Athlete.terms, userID: "ann") == nil)
        }
        var stored = StoredFields()
        #expect(try stored.apply([delete(-1), hrv(0)]).rows.newestDate == date)
    }

    @Test("each setting is the last one written, and a need out of range is not said")
    func settings() throws {
        func update(_ seconds: Int64, _ id: String, _ update: ProfileUpdated) -> Event {
            Event(
                id: id, source: "s", subject: "ann", time: Athlete.instant(Athlete.firstDay, seconds: seconds),
                payload: .profile(update))
        }
        let events = [
            update(1, "a", ProfileUpdated(timeZone: "Europe/Berlin", sleepNeedMin: 500)),
            update(2, "b", ProfileUpdated(sleepNeedMin: 10, displayName: "Ann")),
            update(2, "c", ProfileUpdated(displayName: "Anna")),
            update(0, "d", ProfileUpdated(timeZone: "Asia/Tokyo", displayName: "")),
        ]
        var random = Seeded(1)
        for _ in 0..<10 {
            var stored = StoredFields()
            for event in events.shuffled(using: &random) { try stored.apply([event]) }
            let settings = try WellnessProfile(fields: stored.list).settings
            #expect(settings.timeZone?.value == "Europe/Berlin")
            #expect(settings.sleepNeedMin?.value == 500)
            #expect(settings.displayName?.value == "Anna")
        }
    }
}
