/// One line of text from outside, without anything that would steer a terminal or deceive its reader: such characters are shown
/// as `\u202e`.
///
/// That is also how JSON writes them, so that JSON stays what it was.
package func printable(_ text: String) -> String { printable(text, keeping: []) }

/// The same for text of several lines that came from one hand.
package func printableLines(_ text: String) -> String { printable(text, keeping: ["\n"]) }

private func printable(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
    guard text.unicodeScalars.contains(where: { $0.isDeceptive && !kept.contains($0) }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
        if scalar.isDeceptive, !kept.contains(scalar) {
            shown += scalar.escaped
        } else {
            shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}

extension Unicode.Scalar {
    /// Controls, line and paragraph separators, and what changes direction or is not seen: marks, overrides and isolates of the
    /// bidirectional algorithm, zero-width characters, invisible operators, annotations, tags, private use and noncharacters.
    ///
    /// Joiners are left where scripts and emoji need them.
    fileprivate var isDeceptive: Bool {
        if value >= 0x20, value < 0x7F { return false }
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: return true
        case .format: return value != 0x200D && value != 0x200C
        default: return false
        }
    }

    /// As JSON escapes it: in two halves beyond the first 65,536.
    fileprivate var escaped: String {
        Character(self).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
