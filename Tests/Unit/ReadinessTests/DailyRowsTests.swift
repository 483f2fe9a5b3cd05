import Events
import Readiness
import Testing

@Suite("Daily rows")
struct DailyRowsTests {
    private let day = Athlete.today

    private func row(_ second: Int64, _ id: String = "a", rmssd: Double? = nil, restingHR: Double? = nil) -> HRVRow {
        HRVRow(
            date: day, vendor: "oura", rmssd: rmssd, restingHR: restingHR,
            capturedAt: Instant(microseconds: second * 1_000_000), eventID: id)
    }

    private func rmssd(_ rows: DailyRows) -> Double? { rows.hrvEntry(vendor: "oura", date: day)?.rmssd?.value }

    @Test(
        "a later row that lacks a field, or holds it out of range, leaves the older value",
        arguments: [nil, 251.0, .nan])
    func perField(missing: Double?) {
        var rows = DailyRows()
        rows.insert(row(1, rmssd: 60, restingHR: 50))
        rows.insert(row(2, rmssd: missing, restingHR: 55))
        let entry = rows.hrvEntry(vendor: "oura", date: day)
        #expect(entry?.rmssd?.value == 60)
        #expect(entry?.restingHR?.value == 55)
    }

    @Test("equal capture times are decided by the bytes of the event id, not by Unicode's order")
    func byBytes() {
        var rows = DailyRows()
        rows.insert(row(1, "\u{E9}", rmssd: 70))
        rows.insert(row(1, "e\u{301}", rmssd: 60))
        #expect(rmssd(rows) == 70)
    }

    @Test("a delete hides older rows for good, also those that come later, and a newer row lives")
    func delete() {
        var rows = DailyRows()
        rows.insert(row(1, rmssd: 60))
        #expect(rows.newestDate == day)
        let at = Instant(microseconds: 5_000_000)
        #expect(rows.delete(kind: .hrv, vendor: "oura", date: day, capturedAt: at, eventID: "d") != nil)
        #expect(rows.newestDate == nil)
        #expect(rows.horizon == day)
        #expect(rows.insert(row(4, rmssd: 61)) == nil)
        #expect(rmssd(rows) == nil)
        rows.insert(row(6, rmssd: 62))
        #expect(rmssd(rows) == 62)
        #expect(rows.newestDate == day)
    }

    @Test("at a full tie the delete wins, whichever comes first")
    func tie() {
        let value = row(1, "a", rmssd: 60)
        var first = DailyRows()
        first.insert(value)
        first.delete(kind: .hrv, vendor: "oura", date: day, capturedAt: value.capturedAt, eventID: "a")
        var last = DailyRows()
        last.delete(kind: .hrv, vendor: "oura", date: day, capturedAt: value.capturedAt, eventID: "a")
        last.insert(value)
        #expect(first == last)
        #expect(rmssd(first) == nil)
    }

    @Test("a sleep row replaces the whole night, and one without a valid duration says nothing")
    func sleep() {
        func night(_ second: Int64, _ minutes: Double?, _ efficiency: Double?) -> SleepRow {
            SleepRow(
                date: day, vendor: "oura", durationMin: minutes, efficiencyPct: efficiency,
                capturedAt: Instant(microseconds: second), eventID: "s")
        }
        var rows = DailyRows()
        rows.insert(night(1, 400, 90))
        #expect(rows.insert(night(2, 29, 95)) == nil)
        #expect(rows.insert(night(2, nil, 95)) == nil)
        rows.insert(night(3, 450, nil))
        let stored = rows.sleepEntry(vendor: "oura", date: day)?.night.value
        #expect(stored?.durationMin == 450)
        #expect(stored?.efficiencyPct == nil)
    }

    @Test("ranges include both ends", arguments: [(4.999, false), (5, true), (250, true), (250.001, false)])
    func ranges(value: Double, isAccepted: Bool) {
        var rows = DailyRows()
        #expect((rows.insert(row(1, rmssd: value)) != nil) == isAccepted)
        #expect((rmssd(rows) != nil) == isAccepted)
    }
}
