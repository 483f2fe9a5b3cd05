/// Percent-encoding as RFC 3986 has it.
package enum PercentEncoding {
    /// The decoded text; nil where a percent sign is not followed by two hexadecimal digits, or what comes out is no UTF-8.
    ///
    /// Nil too for an unencoded U+FFFD: the HTTP parser puts it where bytes were no UTF-8, so it stands for any of them.
    /// - Parameter plusIsSpace: as HTML forms, and most clients' query strings, have it. In a path a plus is a plus.
    package static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        guard !isRepaired(text) else { return nil }
        // Most texts stand for themselves.
        if !text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) { return String(text) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else {
                    return nil
                }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
            default: decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Whether the UTF-8 of U+FFFD is in the text.
    private static func isRepaired(_ text: Substring) -> Bool {
        guard text.utf8.contains(0xEF) else { return false }
        return text.unicodeScalars.contains("\u{FFFD}")
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
