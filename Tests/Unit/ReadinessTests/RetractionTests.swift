import Events
import Testing

@testable import Readiness

@Suite("A day of the future that is taken back")
struct RetractionTests {
    private let today = CivilDate(dayNumber: 20_000)
    private let future = CivilDate(dayNumber: 20_400)

    private func at(_ date: CivilDate) -> Instant { Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000) }

    private func row(_ date: CivilDate, _ id: String) -> HRVRow {
        HRVRow(date: date, vendor: "oura", rmssd: 50, restingHR: 50, capturedAt: at(date), eventID: id)
    }

    @Test("whatever comes first, it ends the same: no value there, and today is the newest day", arguments: 0..<24)
    func anyOrder(number: Int) {
        func delete(_ rows: inout DailyRows, _ kind: RowKind) {
            rows.delete(kind: kind, vendor: "oura", date: future, capturedAt: EventLimits.retraction, eventID: "x")
        }
        let writes: [(inout DailyRows) -> Void] = [
            { _ = $0.insert(self.row(self.today, "a")) }, { _ = $0.insert(self.row(self.future, "f")) },
            { delete(&$0, .hrv) },
            {
                _ = $0.insert(
                    SleepRow(
                        date: self.today, vendor: "oura", durationMin: 400, capturedAt: self.at(self.today),
                        eventID: "s"))
            },
        ]
        var (left, order, rest) = (Array(writes.indices), [Int](), number)
        while !left.isEmpty {
            order.append(left.remove(at: rest % left.count))
            rest /= left.count + 1
        }
        var rows = DailyRows()
        for index in order + order { writes[index](&rows) }
        #expect(rows.horizon == today && rows.newestDate == today)
        #expect(rows.values(of: .rmssd, vendor: "oura", in: today...future).map(\.date) == [today])
    }

    @Test("if nothing else is known there is no newest day; another vendor's word still counts")
    func others() {
        var rows = DailyRows()
        _ = rows.insert(row(future, "f"))
        rows.delete(kind: .hrv, vendor: "oura", date: future, capturedAt: EventLimits.retraction, eventID: "x")
        #expect(rows.horizon == nil && rows.newestDate == nil)
        _ = rows.insert(
            HRVRow(date: future, vendor: "polar", rmssd: 50, capturedAt: at(future), eventID: "p"))
        #expect(rows.horizon == future)
    }

    @Test("an ordinary delete still counts as a day, so that nothing moves back")
    func ordinary() {
        var rows = DailyRows()
        _ = rows.insert(row(today, "a"))
        rows.delete(
            kind: .hrv, vendor: "oura", date: today.advanced(by: 1), capturedAt: at(today.advanced(by: 2)), eventID: "x"
        )
        #expect(rows.horizon == today.advanced(by: 1) && rows.newestDate == today)
    }
}
