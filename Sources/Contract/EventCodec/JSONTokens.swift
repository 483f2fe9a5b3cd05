import Events

/// Walks through what was meant as JSON and names the first mistake that people and programs make often.
///
/// One pass, no recursion: it is given whatever a parser refused.
struct JSONTokens {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0
    /// The brackets that are open, as the bytes that would close them.
    private var open: [UInt8] = []
    private var last: UInt8?
    private var hasDocument = false

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Nil where no mistake is recognised.
    mutating func mistake() -> String? {
        while index < bytes.count {
            let byte = bytes[index]
            if byte.isJSONSpace {
                index += 1
                continue
            }
            if hasDocument, open.isEmpty { return afterTheEnd(byte) }
            if let mistake = token(byte) { return mistake }
            last = byte
        }
        if open.isEmpty { return hasDocument ? nil : "there is no JSON, only blanks" }
        return open.count == 1 && bytes.count <= 2
            ? "a document begins here and does not end: it must stand on one line"
            : "the document is cut off before its end"
    }

    private mutating func token(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            open.append(byte + 2)
            hasDocument = true
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if last == UInt8(ascii: ",") { return "a comma stands before \(character(byte)): remove it" }
            guard open.popLast() == byte else { return "\(character(byte)) closes what was not opened" }
        case UInt8(ascii: ","), UInt8(ascii: ":"):
            guard hasDocument else { return "a document cannot begin with \(character(byte))" }
        case UInt8(ascii: "'"): return "text stands in single quotes: JSON takes double quotes alone"
        case UInt8(ascii: "#"), UInt8(ascii: "/"): return "this is a comment, and JSON has none: remove it"
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            return number()
        case 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): return word()
        default:
            return nextIsTypographicQuote ? "text stands in typographic quotes: JSON takes plain double quotes" : skip()
        }
        index += 1
        return nil
    }

    private func afterTheEnd(_ byte: UInt8) -> String {
        byte == UInt8(ascii: ",")
            ? "a comma follows the document: documents stand on lines of their own, without commas between them"
            : "more follows the end of the document: one document a line, or a body"
    }

    private mutating func string() -> String? {
        hasDocument = true
        index += 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return nil
            case UInt8(ascii: "\\"): index += 2
            case 0..<0x20:
                return
                    "a line break, a tab or another control character stands raw in a text: write \\n, \\t or \\u00XX"
            default: index += 1
            }
        }
        return "the document is cut off within a text"
    }

    private mutating func number() -> String? {
        hasDocument = true
        let text = run { "0123456789+-.eE".utf8.contains($0) }
        if index < bytes.count, bytes[index].isLetter {
            let word = run(while: \.isLetter)
            return notANumber(text + word)
        }
        let digits = text.drop { $0 == "-" }
        if digits.count > 1, digits.hasPrefix("0"), digits.allSatisfy(\.isNumber) {
            return "the number \(text.prefix(40)) begins with 0: leave the zero out, or put it in quotes as a text"
        }
        if text.hasPrefix("+") || digits.hasPrefix(".") || text.hasSuffix(".") {
            return "\(text.prefix(40)) is no JSON number: write it as 0.5, 5 or -5"
        }
        if digits.allSatisfy(\.isNumber), Int64(text) == nil, UInt64(text) == nil {
            return "the whole number \(text.prefix(40)) has more than 64 bits: put it in quotes as a text"
        }
        return Double(text).map(\.isFinite) == true ? nil : "\(text.prefix(40)) is no number that can be stored"
    }

    private mutating func word() -> String? {
        let word = run {
            $0.isLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
        }
        if ["true", "false", "null"].contains(word) {
            hasDocument = true
            return nil
        }
        if let mistake = notANumber(word) { return mistake }
        switch word.lowercased() {
        case "true", "false", "null": return "\(word) must be written \(word.lowercased())"
        case "none", "nil", "undefined": return "\(word) is no JSON: write null, or leave the field out"
        default: break
        }
        switch bytes[index...].first(where: { !$0.isJSONSpace }) {
        case UInt8(ascii: ":"): return "the name \(word.prefix(40)) must stand in double quotes"
        case UInt8(ascii: ","),
            UInt8(ascii: ";") where !hasDocument:
            return "this looks like CSV: write one JSON object a line"
        default: return "\(word.prefix(40)) is no JSON: text stands in double quotes"
        }
    }

    private func notANumber(_ word: String) -> String? {
        let plain = word.lowercased().drop { $0 == "-" || $0 == "+" }
        guard ["nan", "inf", "infinity"].contains(plain) else { return nil }
        return "\(word.prefix(40)) is no JSON number: leave the field out where there is no value"
    }

    private mutating func run(while isPart: (UInt8) -> Bool) -> String {
        let start = index
        while index < bytes.count, isPart(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// Something else, which the parser's own words must explain: nothing behind it can be understood.
    private mutating func skip() -> String? {
        index = bytes.count
        (open, hasDocument) = ([], true)
        return nil
    }

    private var nextIsTypographicQuote: Bool {
        let rest = bytes[index...]
        return ["“", "”", "„", "‘", "’"].contains { rest.starts(with: $0.utf8) }
    }

    private func character(_ byte: UInt8) -> Character { Character(UnicodeScalar(byte)) }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
}
