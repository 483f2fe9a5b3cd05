extension EffectiveSettings {
    /// The values in force of one group of the schema as a JSON object; groups within it become objects of their own.
    ///
    /// - Parameter group: the first part of the keys, such as `readiness`.
    package func json(of group: String) -> String {
        let members = SettingsSchema.declarations.filter { $0.key.hasPrefix(group + ".") }.map { declaration in
            (
                path: declaration.key.split(separator: ".").dropFirst().map(String.init),
                value: anyValue(of: declaration).json
            )
        }
        return JSON.object(nesting: members).text()
    }
}

extension JSON {
    /// Members with the same first name become one object.
    fileprivate static func object(nesting members: [(path: [String], value: JSON)]) -> JSON {
        var names: [String] = []
        for member in members { if let name = member.path.first, !names.contains(name) { names.append(name) } }
        return .object(
            names.map { name in
                let inner = members.filter { $0.path.first == name }
                if let only = inner.first, only.path.count == 1 { return (name, only.value) }
                return (name, object(nesting: inner.map { (Array($0.path.dropFirst()), $0.value) }))
            })
    }
}
