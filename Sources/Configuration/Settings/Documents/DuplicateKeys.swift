import Yams

/// Gets past Yams' refusal of duplicate keys, so that they are reported together with everything else.
///
/// Yams throws at the first mapping that repeats a key and says where the key stood first. That first use is then
/// disguised, one character for one so that no column moves, and the text is composed again.
struct DuplicateKeys {
    /// More repeated keys than this in one file are left to Yams' own error.
    private static let disguisesMax = 50
    /// The start of a private-use area, which no configuration has a reason to contain.
    private static let firstDisguise: UInt32 = 0xE000

    private var originals: [Unicode.Scalar: String] = [:]

    /// The real name of a disguised key; nil for any other key.
    func original(of key: String) -> String? {
        key.unicodeScalars.first.flatMap { originals[$0] }
    }

    mutating func compose(_ text: String) throws -> Node? {
        var text = text
        while true {
            do {
                return try Yams.compose(yaml: text, .default, .default, .utf8)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard let disguised = disguise(keys, at: context.mark, in: text) else {
                    throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
                }
                text = disguised
            }
        }
    }

    /// Nil when the key at the mark cannot be told by its look, as when it carries an anchor or an escape.
    private mutating func disguise(_ keys: [String], at mark: Mark, in text: String) -> String? {
        guard originals.count < Self.disguisesMax,
            let disguise = Unicode.Scalar(Self.firstDisguise + UInt32(originals.count))
        else { return nil }
        var scalars = Array(text.unicodeScalars)
        guard var at = scalars.offset(line: mark.line, column: mark.column) else { return nil }
        if scalars[at] == "\"" || scalars[at] == "'" { at += 1 }
        let key = keys.first { !$0.isEmpty && scalars[at...].starts(with: $0.unicodeScalars) }
        guard let key else { return nil }
        scalars[at] = disguise
        originals[disguise] = key
        return String(String.UnicodeScalarView(scalars))
    }
}

extension [Unicode.Scalar] {
    /// The index of a place that counts from 1; nil beyond the text. Line ends are LF, CR or both, as in YAML.
    fileprivate func offset(line: Int, column: Int) -> Int? {
        var lineStart = 0
        var lineNow = 1
        while lineNow < line {
            guard let end = self[lineStart...].firstIndex(where: { $0 == "\n" || $0 == "\r" }) else { return nil }
            lineStart = end + 1
            if self[end] == "\r", lineStart < count, self[lineStart] == "\n" { lineStart += 1 }
            lineNow += 1
        }
        let offset = lineStart + column - 1
        return indices.contains(offset) ? offset : nil
    }
}
