/// Writes to standard output in place of Swift's own, which everything in this program is kept from: whatever a line holds, only
/// ``TextStyle``'s colours and ends of lines reach a terminal as they are.
///
/// Text from outside that must stay on its line, or must not choose a colour, goes through ``printable(_:)`` besides.
package func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
    Swift.print(TextStyle.safe(items.map { "\($0)" }.joined(separator: separator)), terminator: terminator)
}

extension TextStyle {
    /// The text with nothing left that steers a terminal but this program's colours.
    package static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains("\u{1B}") else { return printableLines(text) }
        var rest = text[...]
        var safe = ""
        while let start = rest.firstIndex(of: "\u{1B}") {
            safe += printableLines(String(rest[..<start]))
            let sequence = sequences.first { rest[start...].hasPrefix($0) }
            safe += sequence ?? printableLines("\u{1B}")
            rest = rest[start...].dropFirst(sequence?.count ?? 1)
        }
        return safe + printableLines(String(rest))
    }

    private static let sequences = (["0"] + Color.allCases.map(\.rawValue)).map { "\u{1B}[\($0)m" }
}
