/// A YAML file as Spring's flat properties: `a.b`, and `a[0]` for lists.
package struct SpringProperties: Sendable {
    /// A value with its type, as JSON; in the order of the file.
    package private(set) var values: [(key: String, value: JSON)] = []
    /// Why the file cannot be read, or holds what it should not.
    package private(set) var problems: [Problem]

    /// - Parameter file: the path for messages.
    package init(file: String, bytes: [UInt8]) {
        var document = YAMLDocument(file: file)
        let root = document.parse(bytes)
        problems = document.problems + SecretShapes.problems(in: bytes, file: file)
        guard let root, !root.isNull else { return }
        guard case .mapping(let entries) = root.content else {
            problems.append(Problem(root.origin, "expected a map of properties, found \(root.found)"))
            return
        }
        problems += SecretShapes.problems(under: "", root)
        for entry in entries where !entry.key.hasPrefix("x-") { add(Self.name(of: entry), entry.value) }
    }

    private mutating func add(_ key: String, _ node: LocatedNode) {
        switch node.content {
        // What is empty is said too: it takes the place of what a more general file says.
        case .mapping(let entries) where entries.isEmpty: values.append((key, .object([])))
        case .list(let items) where items.isEmpty: values.append((key, .array([])))
        case .mapping(let entries):
            for entry in entries {
                let name = Self.name(of: entry)
                add(name.hasPrefix("[") ? key + name : "\(key).\(name)", entry.value)
            }
        case .list(let items):
            for (index, item) in items.enumerated() { add("\(key)[\(index)]", item) }
        case .scalar(let text, let style):
            values.append((key, Self.json(text, style, isNull: node.isNull)))
        }
    }

    /// Spring puts a number that is a key in brackets, as users put what has dots and slashes.
    private static func name(of entry: LocatedNode.Entry) -> String {
        guard entry.isPlainKey, case .number(let number) = YAMLScalar(plain: entry.key) else { return entry.key }
        return "[\(number)]"
    }

    /// Spring writes an empty text for null.
    private static func json(_ text: String, _ style: LocatedNode.Style, isNull: Bool) -> JSON {
        if isNull { return .string("") }
        return style == .plain ? YAMLScalar(plain: text).json : .string(text)
    }
}
