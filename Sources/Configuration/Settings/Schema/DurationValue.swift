extension Duration: SettingValue {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// Always with a unit: a bare number would leave seconds or milliseconds to guesswork.
    package static var expectation: String { "a duration such as 250ms, 10s, 5m, 2h or 7d" }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("type", "string"), ("pattern", "^[0-9]+(ms|s|m|h|d)$")] }
    /// In the largest unit that divides it; whole milliseconds.
    package var rendered: String {
        let total = milliseconds
        guard total != 0 else { return "0s" }
        let unit = Duration.units.last { total % $0.milliseconds == 0 }
        return unit.map { "\(total / $0.milliseconds)\($0.suffix)" } ?? "\(total)ms"
    }
    /// A JSON string such as `"10s"`.
    package var json: JSON { .string(rendered) }

    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }

    /// A whole number directly followed by `ms`, `s`, `m`, `h` or `d`; at most about 100 years.
    package init?(parsing text: SettingText) {
        let digits = text.characters.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.characters.dropFirst(digits.count)
        guard let unit = Duration.units.first(where: { $0.suffix == suffix }), digits.count <= 13,
            let count = Int64(digits)
        else { return nil }
        let (total, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow, total <= 36_500 * 86_400_000 else { return nil }
        self = .milliseconds(total)
    }
}
