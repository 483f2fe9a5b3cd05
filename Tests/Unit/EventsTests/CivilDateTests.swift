import Events
import Foundation
import Testing

@Suite("Civil dates")
struct CivilDateTests {
    @Test("every day from 1890 to 2110 agrees with Foundation's calendar, in parts and in text")
    func agreesWithFoundation() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for dayNumber in stride(from: Int32(-29_220), to: 51_500, by: 1) {
            let date = CivilDate(dayNumber: dayNumber)
            let there = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(dayNumber) * 86_400))
            let (year, month, day) = date.parts
            guard there.year == year, there.month == month, there.day == day,
                CivilDate(year: year, month: month, day: day) == date,
                CivilDate(date.description) == date
            else {
                Issue.record("\(dayNumber) is \(date)")
                return
            }
        }
    }

    @Test("the calendar is proleptic Gregorian from the first day of year 1 to the last of year 9999")
    func ends() throws {
        let first = try #require(CivilDate(year: 1, month: 1, day: 1))
        let last = try #require(CivilDate(year: 9999, month: 12, day: 31))
        #expect(first.dayNumber == -719_162)
        #expect(last.dayNumber == 2_932_896)
        #expect(first.description == "0001-01-01")
        #expect(last.description == "9999-12-31")
        #expect(last.days(since: first) == 3_652_058)
        #expect(first.advanced(by: 3_652_058) == last)
    }

    @Test(
        "what names no day is refused",
        arguments: [
            "2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-01-00", "2026-01-32",
            "0000-01-01", "2026-1-01", "2026-01-1", "20260101", "2026/01/01", "2026-01-01 ", " 2026-01-01",
            "+026-01-01",
            "２026-01-01", "2026-01-0x", "", "2026-01-01T",
        ])
    func invalid(text: String) { #expect(CivilDate(text) == nil) }

    @Test("29 February exists in leap years, centuries only every fourth")
    func leapDays() {
        #expect(CivilDate("2024-02-29") != nil)
        #expect(CivilDate("2000-02-29") != nil)
        #expect(CivilDate("2100-02-29") == nil)
    }

    @Test("moving past the ends of the numbers saturates")
    func saturates() {
        #expect(CivilDate(dayNumber: .max).advanced(by: 1).dayNumber == .max)
        #expect(CivilDate(dayNumber: .min).advanced(by: -1).dayNumber == .min)
        #expect(CivilDate(dayNumber: .max).days(since: CivilDate(dayNumber: .min)) == Int(UInt32.max))
    }
}
