import Events

extension CivilDate {
    /// What is wrong with a value that is no day of the calendar: empty, or words that begin with `; `.
    public static func complaint(about value: JSONValue) -> String {
        guard let text = value.text else { return ", not \(value.kind.rawValue)" }
        if text.isEmpty { return ", not an empty text" }
        let shown = "\"\(text.prefix(40))\""
        if CivilDate(text.prefix(10)) != nil { return "; \(shown) has more than a day: leave the rest out" }
        let digits = text.filter { $0.isASCII && $0.isNumber }
        if text.count == 10, digits.count == 8, text.hasShape("0000-00-00") { return "; there is no day \(shown)" }
        if digits.count == text.count { return "; \(shown) is written without hyphens" }
        return "; \(shown) must be written year-month-day"
    }
}

extension Instant {
    /// What is wrong with a value that is no instant: empty, or words that begin with `; `.
    public static func complaint(about value: JSONValue) -> String {
        guard let text = value.text else {
            return value.kind == .number ? ", not a number of seconds or milliseconds" : ", not \(value.kind.rawValue)"
        }
        return complaint(about: text)
    }

    /// The same for a text.
    static func complaint(about text: String) -> String {
        if text.isEmpty { return ", not an empty text" }
        let shown = "\"\(text.prefix(40))\""
        if CivilDate(text) != nil { return "; \(shown) has no time of day" }
        if Instant(rfc3339: "\(text)Z".utf8) != nil {
            return "; \(shown) has no offset: end with Z for UTC, or with one such as +01:00"
        }
        if text.count > 5, Instant(rfc3339: "\(text.dropLast(2)):\(text.suffix(2))".utf8) != nil {
            return "; the offset of \(shown) is written with a colon, such as +01:00"
        }
        if text.hasShape("0000-00-00T00:00") || text.hasShape("0000-00-00 00:00") {
            return "; there is no time \(shown), or its seconds or offset are missing"
        }
        return "; \(shown) is another form"
    }
}

extension String {
    /// Whether the text begins as `shape` does, in which 0 stands for any digit.
    fileprivate func hasShape(_ shape: String) -> Bool {
        count >= shape.count
            && zip(self, shape).allSatisfy { $1 == "0" ? $0.isASCII && $0.isNumber : $0 == $1 }
    }
}

extension JSONValue {
    /// Why a value is none of the expected type, with the cure where the value suggests one.
    public func complaint(expected: String) -> String {
        let words = "must be \(expected), not \(kind.rawValue)"
        if kind == .string, let text, expected.hasPrefix("a number"), Double(text)?.isFinite == true {
            return "\(words): write \(text.prefix(40)) without quotes"
        }
        if kind == .number, expected.hasPrefix("a string") {
            return integer.map { "\(words): write \"\($0)\" in quotes" } ?? "\(words): put it in quotes"
        }
        return words
    }
}
