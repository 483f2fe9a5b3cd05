/// `${NAME}` in a value: other programs put something there before they read it, and here it would be taken as it stands.
enum Placeholder {
    /// Names the placeholder; nil where there is none. Of a map, the entries that hold one.
    static func refusal(of node: LocatedNode, variable: String) -> Refusal? {
        switch node.content {
        case .scalar(let text, _):
            return name(in: text).map { Refusal(message: advice($0, variable)) }
        case .mapping(let entries):
            let found = entries.compactMap { entry -> (LocatedNode.Entry, String)? in
                guard case .scalar(let text, _) = entry.value.content, let name = name(in: text) else { return nil }
                return (entry, name)
            }
            guard let first = found.first else { return nil }
            return Refusal(message: advice(first.1, variable), entries: found.map(\.0))
        case .list: return nil
        }
    }

    private static func advice(_ name: String, _ variable: String) -> String {
        """
        ${\(name)} stands here as it is, because nothing puts a value in its place: write the value, set \(variable) in the \
        environment instead, or for a secret write env:\(name)
        """
    }

    /// What stands in the first braces, as far as a name goes: a default behind it may be a password.
    private static func name(in text: String) -> String? {
        guard let opening = text.firstRange(of: "${"), let end = text[opening.upperBound...].firstIndex(of: "}") else {
            return nil
        }
        let name = text[opening.upperBound..<end].prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        return String(name.prefix(64))
    }
}
