import Events
import Profiles
import Readiness
import TestSupport
import Testing

@Suite("Dates that a change rescores")
struct AffectedDatesTests {
    private func scores(_ profile: WellnessProfile, _ dates: ClosedRange<CivilDate>) -> [CivilDate: ReadinessResult] {
        var scores: [CivilDate: ReadinessResult] = [:]
        for day in dates.lowerBound.dayNumber...dates.upperBound.dayNumber {
            let date = CivilDate(dayNumber: day)
            scores[date] = profile.score(on: date, terms: Athlete.terms, userID: "ann")
        }
        return scores
    }

    @Test("every date whose score changed is told, over random late batches", arguments: 1...24 as ClosedRange<UInt64>)
    func bruteForce(seed: UInt64) throws {
        var random = Seeded(seed)
        var athlete = Athlete(seed)
        var stored = StoredFields()
        // Sparse for some seeds: then gaps, single oldest rows and deletes of the newest row matter.
        let days = Int.random(in: 5...130, using: &random)
        let history = athlete.history(days: 0..<days, perDay: 1)
        var before = try stored.apply(seed % 2 == 0 ? history : Array(history.shuffled(using: &random).prefix(12)))
        var changed = 0
        for _ in 0..<25 {
            let day = Int.random(in: max(0, days - 60)...(days + 3), using: &random)
            let batch = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                athlete.event(on: Athlete.firstDay.advanced(by: day))
            }
            var after = before
            var changes = WellnessChanges(of: before)
            for event in batch {
                if let change = after.apply(event) { changes.add(change) }
            }
            _ = after.stateFields(after: changes)
            if let horizon = after.rows.horizon {
                let window = horizon.advanced(by: -WellnessWindow.correctableDays)...horizon
                let old = scores(before, window)
                let new = scores(after, window)
                let differing = Set(new.keys.filter { old[$0] != new[$0] || before.isScored($0) != after.isScored($0) })
                let affected = changes.affectedDates(of: after)
                #expect(differing.subtracting(affected) == [], "\(batch)")
                #expect(affected == affected.sorted() && affected.allSatisfy(window.contains))
                #expect(affected.allSatisfy(after.isScored))
                changed += differing.count
            }
            before = after
        }
        #expect(changed > 0)
    }

    @Test("taking the oldest row away rescores the days that it alone gave a score, and taking the newest away its own")
    func deleted() {
        func hrv(_ day: Int) -> Event {
            event("h\(day)", day) { .hrv(HRVRecorded(date: $0, vendor: "v", rMSSD: 50, capturedAt: $1)) }
        }
        func event(_ id: String, _ day: Int, _ payload: (CivilDate, Instant) -> Payload) -> Event {
            let date = Athlete.firstDay.advanced(by: day)
            return Event(
                id: id, source: "s", subject: "ann", time: Athlete.instant(date),
                payload: payload(date, Athlete.instant(date)))
        }
        for (day, count) in [(0, 11), (10, 1)] {
            var profile = WellnessProfile()
            for event in [hrv(0), hrv(10)] { _ = profile.apply(event) }
            var changes = WellnessChanges(of: profile)
            let delete = event("z", day) { .deleted(RecordDeleted(kind: .hrv, date: $0, vendor: "v", capturedAt: $1)) }
            if let change = profile.apply(delete) { changes.add(change) }
            #expect(changes.affectedDates(of: profile).first == Athlete.firstDay.advanced(by: day))
            #expect(changes.affectedDates(of: profile).count == count)
        }
    }

    @Test("changes without rows affect no date")
    func nothing() {
        let profile = WellnessProfile()
        #expect(WellnessChanges(of: profile).affectedDates(of: profile).isEmpty)
    }
}
