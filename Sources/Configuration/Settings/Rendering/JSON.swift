/// JSON text with members in the order they are given, for generated files that people read and compare.
package indirect enum JSON: Sendable {
    /// Any text; escaped when written.
    case string(String)
    /// A number, `true`, `false` or `null`, already in JSON's notation.
    case number(String)
    /// Items in order.
    case array([JSON])
    /// Members in order.
    case object([(String, JSON)])

    /// Indented by two spaces.
    package func text(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .string(let value): return JSON.quoted(value)
        case .number(let value): return value
        case .array(let items): return "[" + items.map { $0.text(indent: inner) }.joined(separator: ", ") + "]"
        case .object(let members) where members.isEmpty: return "{}"
        case .object(let members):
            let lines = members.map { "\(inner)\(JSON.quoted($0.0)): \($0.1.text(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<" ":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    /// A JSON string.
    package init(stringLiteral value: String) { self = .string(value) }
    /// A JSON array.
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
}
