import Foundation

/// What the reader's terminal can show.
package struct TextStyle: Equatable {
    /// Block characters and dashes; else ASCII.
    package var isUnicode = false
    /// Escape sequences for colours.
    package var hasColor = false

    /// Colours of the terminal's own palette.
    package enum Color: String, CaseIterable {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case dim = "2"
    }

    package func colored(_ text: String, _ color: Color?) -> String {
        guard hasColor, let color, !text.isEmpty else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }

    /// For a value that does not exist.
    package var none: String { isUnicode ? "–" : "-" }
    /// Between the ends of a range.
    package var to: String { isUnicode ? "–" : " to " }
    /// Between an old and a new value.
    package var arrow: String { isUnicode ? "→" : "->" }
}

extension TextStyle {
    /// Characters follow the locale, so that a pager shows them too; colours only go to a terminal.
    ///
    /// - Parameter isTerminal: whether the output is one.
    package init(environment: [String: String], isTerminal: Bool) {
        // POSIX: the first of these that is not empty decides.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let codeset = locale.lowercased()
        isUnicode = codeset.contains("utf-8") || codeset.contains("utf8")
        // no-color.org: set and not empty.
        hasColor = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    /// For standard output.
    package static var standardOutput: TextStyle {
        TextStyle(environment: ProcessInfo.processInfo.environment, isTerminal: isatty(STDOUT_FILENO) == 1)
    }
}
