/// What an unquoted scalar is in YAML 1.1, the version that Spring reads: the words of truth and the notations of numbers.
///
/// A number that is one in JSON too keeps its spelling, so that `1.10` loses no digit; any other notation stands for its
/// value. Dates stay text, as with Spring.
enum YAMLScalar {
    case bool(Bool)
    /// In JSON's notation.
    case number(String)
    case text(String)

    init(plain text: String) {
        if let truth = Self.truth(text) {
            self = .bool(truth)
        } else if let number = Self.decimal(text) ?? Self.integer(text) {
            self = .number(number)
        } else {
            self = .text(Self.unlimited(text) ?? text)
        }
    }

    /// As Spring Cloud Config writes it.
    var json: JSON {
        switch self {
        case .bool(let truth): .number(truth ? "true" : "false")
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        }
    }

    /// In lower case, with a capital, or in capitals; `y` and `n` are text, as to every parser in use.
    private static func truth(_ text: String) -> Bool? {
        let word = text.lowercased()
        guard [word, word.prefix(1).uppercased() + word.dropFirst(), word.uppercased()].contains(text) else {
            return nil
        }
        if ["true", "yes", "on"].contains(word) { return true }
        return ["false", "no", "off"].contains(word) ? false : nil
    }

    /// Decimal digits with a fraction or an exponent or neither, underscores between; what begins with 0 and has neither is
    /// octal.
    private static func decimal(_ text: String) -> String? {
        var rest = text.utf8[...]
        let sign = rest.sign()
        let whole = rest.digits()
        let hasPoint = rest.first == UInt8(ascii: ".")
        if hasPoint { rest.removeFirst() }
        let fraction = hasPoint ? rest.digits() : ""
        guard !(whole + fraction).isEmpty, whole.isEmpty || !whole.hasPrefix("_"), !fraction.hasPrefix("_") else {
            return nil
        }
        var exponent = ""
        if let letter = rest.first, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") {
            rest.removeFirst()
            let isSigned = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
            exponent = "e" + (isSigned ? String(UnicodeScalar(rest.removeFirst())) : "")
            let digits = rest.digits()
            guard !digits.isEmpty, !digits.contains("_") else { return nil }
            exponent += digits
        }
        guard rest.isEmpty else { return nil }
        let isReal = hasPoint || !exponent.isEmpty
        guard isReal || whole == "0" || !whole.hasPrefix("0") else { return nil }
        let digits = whole.filter { $0 != "_" }.drop { $0 == "0" }
        let parts = fraction.filter { $0 != "_" }
        return (sign == "-" ? "-" : "") + (digits.isEmpty ? "0" : digits)
            + (hasPoint ? "." + (parts.isEmpty ? "0" : parts) : "")
            + exponent
    }

    /// Binary, octal, hexadecimal or in base 60, of 64 bits at most.
    private static func integer(_ text: String) -> String? {
        var rest = text.utf8[...]
        let sign = rest.sign() == "-" ? "-" : ""
        let digits = String(Substring(rest)).replacing("_", with: "")
        let number: UInt64?
        if digits.contains(":") {
            number = sexagesimal(digits)
        } else if digits.hasPrefix("0b") {
            number = unsigned(digits.dropFirst(2), radix: 2)
        } else if digits.hasPrefix("0x") {
            number = unsigned(digits.dropFirst(2), radix: 16)
        } else {
            number = digits.hasPrefix("0") ? unsigned(digits.dropFirst(), radix: 8) : nil
        }
        return number.map { sign + String($0) }
    }

    /// `12:30:45`: every place but the first below 60.
    private static func sexagesimal(_ digits: String) -> UInt64? {
        let places = digits.split(separator: ":", omittingEmptySubsequences: false)
        guard places.count > 1, places[0].first != "0" else { return nil }
        var total: UInt64 = 0
        for (index, place) in places.enumerated() {
            guard let value = unsigned(place, radix: 10), index == 0 || (value < 60 && place.count <= 2) else {
                return nil
            }
            let (product, isOver) = total.multipliedReportingOverflow(by: 60)
            let (sum, isBeyond) = product.addingReportingOverflow(value)
            guard !isOver, !isBeyond else { return nil }
            total = sum
        }
        return total
    }

    private static func unsigned(_ digits: Substring, radix: Int) -> UInt64? {
        digits.allSatisfy(\.isHexDigit) ? UInt64(digits, radix: radix) : nil
    }

    /// No JSON number: Spring writes Java's names.
    private static func unlimited(_ text: String) -> String? {
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": "Infinity"
        case "-.inf", "-.Inf", "-.INF": "-Infinity"
        case ".nan", ".NaN", ".NAN": "NaN"
        default: nil
        }
    }
}

extension Substring.UTF8View {
    fileprivate mutating func sign() -> String {
        guard let first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else { return "" }
        removeFirst()
        return first == UInt8(ascii: "-") ? "-" : "+"
    }

    /// Digits and the underscores between them.
    fileprivate mutating func digits() -> String {
        let run = prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
        self = self[run.endIndex...]
        return String(Substring(run))
    }
}
