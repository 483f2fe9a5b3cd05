/// A calendar day that exists, such as `2026-11-20`.
package struct CalendarDay: SettingValue {
    /// Year, month and day as they are written.
    package let rendered: String

    /// The form and an example.
    package static var expectation: String { "a day such as 2026-11-20" }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("type", "string"), ("format", "date")] }
    /// A JSON string.
    package var json: JSON { .string(rendered) }

    /// Four, two and two digits, with dashes between them.
    package init?(parsing text: SettingText) {
        let parts = text.characters.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0,
            1...12 ~= month, day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        rendered = text.characters
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
