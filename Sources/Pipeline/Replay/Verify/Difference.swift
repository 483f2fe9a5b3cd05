import Events

/// Something that is stored otherwise than the archive says.
package struct Difference: Equatable, Sendable, CustomStringConvertible {
    /// Whose.
    package let userID: String
    /// Where: `redis d2345`, or a table, the row's key and the column.
    package let field: String
    /// What the archived events add up to; nil for nothing.
    package let expected: [UInt8]?
    /// What is stored; nil for nothing.
    package let found: [UInt8]?

    init(_ userID: String, _ field: String, expected: [UInt8]?, found: [UInt8]?) {
        self.userID = userID
        self.field = field
        self.expected = expected
        self.found = found
    }

    init(_ userID: String, _ field: String, expected: String?, found: String?) {
        self.init(userID, field, expected: expected.map { Array($0.utf8) }, found: found.map { Array($0.utf8) })
    }

    /// Three lines; long values are shown around the first byte that differs.
    package var description: String {
        let common = zip(expected ?? [], found ?? []).prefix { $0 == $1 }.count
        return """
            \(userID)  \(field)
              expected  \(Self.text(expected, around: common))
              found     \(Self.text(found, around: common))
            """
    }

    private static let shownBytes = 96

    private static func text(_ bytes: [UInt8]?, around place: Int) -> String {
        guard let bytes else { return "nothing" }
        // A little of what is equal, to recognise the place by.
        let start = bytes.count <= shownBytes ? 0 : max(0, min(place - shownBytes / 4, bytes.count - shownBytes))
        let part = bytes[start..<min(bytes.count, start + shownBytes)]
        let isText = !bytes.contains { $0 < 0x20 || $0 == 0x7F } && String(validating: bytes, as: UTF8.self) != nil
        let shown =
            isText ? String(decoding: part, as: UTF8.self) : part.map { hex($0) }.joined()
        return (start > 0 ? "…" : "") + shown + (start + part.count < bytes.count ? "…" : "")
            + (isText && part.count == bytes.count
                ? "" : "  (\(bytes.count) \(bytes.count == 1 ? "byte" : "bytes"), from byte \(start))")
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}

/// Values by name, compared with those stored: a hash's fields, or a table's rows of one user.
struct NamedValues {
    var values: [ExactText: [UInt8]]

    /// Every name whose value differs, in the order of names.
    func differences(of userID: String, in place: String, from found: [ExactText: [UInt8]]) -> [Difference] {
        let names = Set(values.keys).union(found.keys).map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return names.compactMap { name in
            let (expected, found) = (values[ExactText(name)], found[ExactText(name)])
            return expected == found
                ? nil : Difference(userID, "\(place) \(name)", expected: expected, found: found)
        }
    }
}
