/// Cuts a JSON array into the bytes of its elements, so that each can be kept exactly as the client wrote it.
enum JSONArrayElements {
    /// The elements in order, or nil if the bytes are no array.
    ///
    /// Only brackets, strings and commas are understood here: each element still has to be parsed to know that it is
    /// JSON. Stops after `countMax` elements, without looking at the rest.
    static func split(_ json: [UInt8], countMax: Int) -> [ArraySlice<UInt8>]? {
        var elements: [ArraySlice<UInt8>] = []
        let text = trimmed(json[...])
        guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"), text.count >= 2 else { return nil }
        let inner = text.dropFirst().dropLast()
        if trimmed(inner).isEmpty { return [] }
        var start = inner.startIndex
        var depth = 0
        var isInString = false
        var isEscaped = false
        for (index, byte) in zip(inner.indices, inner) {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth < 0 { return nil }
            case UInt8(ascii: ",") where depth == 0:
                elements.append(trimmed(inner[start..<index]))
                if elements.count == countMax { return elements }
                start = index + 1
            default: break
            }
        }
        guard depth == 0, !isInString else { return nil }
        elements.append(trimmed(inner[start...]))
        return elements
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        let front = bytes.drop(while: isSpace)
        guard let last = front.lastIndex(where: { !isSpace($0) }) else { return front.prefix(0) }
        return front[...last]
    }
}
