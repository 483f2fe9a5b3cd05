/// A YAML file as Spring's flat properties: `a.b`, and `a[0]` for lists.
public struct SpringProperties: Sendable {
    /// A value with its type, as JSON; in the order of the file.
    public private(set) var values: [(key: String, value: JSON)] = []
    /// Why the file cannot be read, or holds what it should not.
    public private(set) var problems: [Problem]

    /// - Parameter file: the path for messages.
    public init(file: String, bytes: [UInt8]) {
        var document = YAMLDocument(file: file)
        let root = document.parse(bytes)
        problems = document.problems + SecretShapes.problems(in: bytes, file: file)
        guard let root, !root.isNull else { return }
        guard case .mapping(let entries) = root.content else {
            problems.append(Problem(root.origin, "expected a map of properties, found \(root.found)"))
            return
        }
        problems += SecretShapes.problems(under: "", root)
        for entry in entries where !entry.key.hasPrefix("x-") { add(entry.key, entry.value) }
    }

    private mutating func add(_ key: String, _ node: LocatedNode) {
        switch node.content {
        case .mapping(let entries):
            for entry in entries { add("\(key).\(entry.key)", entry.value) }
        case .list(let items):
            for (index, item) in items.enumerated() { add("\(key)[\(index)]", item) }
        case .scalar(let text, let style):
            values.append((key, Self.json(text, style, isNull: node.isNull)))
        }
    }

    /// Spring writes an empty text for null.
    private static func json(_ text: String, _ style: LocatedNode.Style, isNull: Bool) -> JSON {
        if isNull { return .string("") }
        guard style == .plain else { return .string(text) }
        if let number = Int(text), String(number) == text { return .number(text) }
        if Bool(text) != nil { return .number(text) }
        // Without a point it is text in YAML 1.1, as Spring reads it.
        if text.contains("."), let number = Double(parsing: SettingText(text, style)) {
            return .number(number.rendered)
        }
        return .string(text)
    }
}
