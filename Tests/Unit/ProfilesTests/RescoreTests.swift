import Events
import Profiles
import Readiness
import TestSupport
import Testing

@Suite("Every date has its score, whatever came when")
struct RescoreTests {
    @Test(
        "in any order, split and repeated, the told and rescored dates are exactly those of the definition",
        arguments: 1...16 as ClosedRange<UInt64>)
    func orderFree(seed: UInt64) throws {
        var random = Seeded(seed)
        let events = history(seed)
        let whole = all(events)
        let expected = scores(whole)
        #expect(expected.count > 100)
        let orders = [
            events, events.reversed(),
            (events + events.shuffled(using: &random).prefix(events.count / 5)).shuffled(using: &random),
            // The newest first, then everything before it.
            events.suffix(1) + events,
        ]
        for order in orders {
            var table = SnapshotTable()
            try table.receive(order, &random)
            #expect(table.rescores > 0)
            #expect(table.scores == expected)
        }
    }

    @Test(
        "the live fold and the daily tables score each date of the live window alike",
        arguments: 1...12 as ClosedRange<UInt64>)
    func hotEqualsCold(seed: UInt64) throws {
        var stored = StoredFields()
        var whole = WellnessProfile()
        var compared = 0
        for batch in stride(from: 0, to: 900, by: 30).map({ day in
            history(seed).filter { self.day($0) / 30 == day / 30 }
        }) {
            let live = try stored.apply(batch)
            for event in batch { _ = whole.apply(event) }
            guard let horizon = live.rows.horizon else { continue }
            #expect(horizon == whole.rows.horizon)
            for back in 0...WellnessWindow.correctableDays {
                let date = horizon.advanced(by: -back)
                #expect(live.isScored(date) == whole.isScored(date))
                #expect(result(live, date) == result(whole, date))
                if case .present = result(live, date).components.load { compared += 1 }
            }
        }
        #expect(compared > 100)
    }

    @Test("a training load counts for four hundred days and not longer, from the daily tables too")
    func loadWindow() {
        func load(_ day: Int) -> Event {
            let date = Athlete.firstDay.advanced(by: day)
            let at = Athlete.instant(date)
            return Event(
                id: "l\(day)", source: "s", subject: "ann", time: at,
                payload: .training(TrainingRecorded(date: date, load: 500, capturedAt: at)))
        }
        let recent = (1..<100).map { load($0 * 7) }
        let date = Athlete.firstDay.advanced(by: 700)
        #expect(result(all([load(299)] + recent), date) == result(all([load(0), load(299)] + recent), date))
        #expect(result(all([load(300)] + recent), date) != result(all(recent), date))
    }

    @Test("dates are found without walking through centuries, up to the limit")
    func wideRange() {
        let profile = all([history(3)[0]] + [hrv(-700_000), hrv(0), hrv(200)])
        let every = CivilDate.earliest...CivilDate(dayNumber: .max)
        let dates = profile.scoredDates(in: every)
        #expect(dates.count == 61 + 61 + 1)
        #expect(dates.allSatisfy(profile.isScored))
        #expect(profile.scoredDates(in: every, limit: 70) == Array(dates.prefix(70)))
        #expect(profile.scoredDates(in: dates[60]...dates[61]) == [dates[60], dates[61]])
        #expect(WellnessProfile().scoredDates(in: every).isEmpty)
    }

    @Test("an own setting that no score depends on asks for nothing, the sleep need for every date")
    func settings() {
        func changes(_ update: ProfileUpdated) -> (dates: Int, stale: ClosedRange<CivilDate>?) {
            var profile = all((0..<100).map(hrv))
            var changes = WellnessChanges(of: profile)
            let event = Event(
                id: "p", source: "s", subject: "ann", time: Athlete.instant(Athlete.firstDay), payload: .profile(update)
            )
            if let change = profile.apply(event) { changes.add(change) }
            #expect(!changes.isEmpty)
            return (changes.affectedDates(of: profile).count, changes.staleDates(of: profile))
        }
        #expect(changes(ProfileUpdated(displayName: "Ann")) == (0, nil))
        let need = changes(ProfileUpdated(sleepNeedMin: 500))
        #expect(need.dates == 61)
        #expect(need.stale == CivilDate.earliest...Athlete.firstDay.advanced(by: 99 - 61))
    }

    private func hrv(_ day: Int) -> Event {
        let date = Athlete.firstDay.advanced(by: day)
        return Event(
            id: "h\(day)", source: "s", subject: "ann", time: Athlete.instant(date),
            payload: .hrv(HRVRecorded(date: date, vendor: "v", rMSSD: 50, capturedAt: Athlete.instant(date))))
    }

    /// Two years and a half with months of silence, vendors that went away, deletes, loads and changed sleep needs.
    private func history(_ seed: UInt64) -> [Event] {
        var athlete = Athlete(seed)
        var random = Seeded(seed)
        return [0..<150, 290..<410, 415..<500, 700..<Int.random(in: 710..<900, using: &random)].flatMap { days in
            athlete.history(days: days, perDay: 1)
        }
    }

    private func day(_ event: Event) -> Int { event.time.utcDate.days(since: Athlete.firstDay) }

    private func all(_ events: [Event]) -> WellnessProfile {
        var profile = WellnessProfile()
        for event in events { _ = profile.apply(event) }
        return profile
    }

    private func result(_ profile: WellnessProfile, _ date: CivilDate) -> ReadinessResult {
        profile.score(on: date, terms: Athlete.terms, userID: "ann")
    }

    private func scores(_ profile: WellnessProfile) -> [CivilDate: ReadinessResult] {
        let dates = profile.scoredDates(in: CivilDate.earliest...CivilDate(dayNumber: .max))
        return Dictionary(uniqueKeysWithValues: dates.map { ($0, result(profile, $0)) })
    }
}

/// What the snapshot table becomes: the live fold tells its dates, a worker rescores the others now and then.
private struct SnapshotTable {
    private var rows: [CivilDate: (result: ReadinessResult, origin: Int)] = [:]
    private var queue: ClosedRange<CivilDate>?
    private var wanted = 0
    private(set) var rescores = 0

    var scores: [CivilDate: ReadinessResult] { rows.mapValues(\.result) }

    mutating func receive(_ events: [Event], _ random: inout Seeded) throws {
        var live = StoredFields()
        var archived = WellnessProfile()
        var archivedCount = 0
        var done = 0
        while done < events.count {
            let end = min(events.count, done + Int.random(in: 1...150, using: &random))
            try tell(events[done..<end], origin: end, &live)
            done = end
            // The archive lags behind the live fold, or is ahead of what is told.
            let reached = Int.random(
                in: archivedCount...min(events.count, max(archivedCount, done + 100)), using: &random)
            for event in events[archivedCount..<reached] { _ = archived.apply(event) }
            archivedCount = reached
            if Bool.random(using: &random) {
                rescore(archived, archivedCount, limit: .random(in: 1...200, using: &random))
            }
        }
        for event in events[archivedCount...] { _ = archived.apply(event) }
        while queue != nil { rescore(archived, events.count, limit: 150) }
    }

    private mutating func tell(_ batch: ArraySlice<Event>, origin: Int, _ live: inout StoredFields) throws {
        var profile = try WellnessProfile(fields: live.list)
        let before = profile
        var changes = WellnessChanges(of: profile)
        for event in batch {
            if let change = profile.apply(event) { changes.add(change) }
        }
        live.write(profile.stateFields(after: changes))
        for date in changes.affectedDates(of: profile) {
            let result = profile.score(on: date, terms: Athlete.terms, userID: "ann")
            let old = before.isScored(date) ? before.score(on: date, terms: Athlete.terms, userID: "ann") : nil
            if old != result { write(date, result, origin) }
        }
        guard let stale = changes.staleDates(of: profile) else { return }
        queue = queue.map { min($0.lowerBound, stale.lowerBound)...max($0.upperBound, stale.upperBound) } ?? stale
        wanted = origin
    }

    private mutating func rescore(_ archived: WellnessProfile, _ origin: Int, limit: Int) {
        guard let range = queue, origin >= wanted else { return }
        let dates = archived.scoredDates(in: range, limit: limit + 1)
        for date in dates.prefix(limit) {
            write(date, archived.score(on: date, terms: Athlete.terms, userID: "ann"), origin)
        }
        queue = dates.count > limit ? dates[limit]...range.upperBound : nil
        rescores += 1
    }

    private mutating func write(_ date: CivilDate, _ result: ReadinessResult, _ origin: Int) {
        if rows[date].map({ origin >= $0.origin }) ?? true { rows[date] = (result, origin) }
    }
}
