/// Files generated from the declarations; a test keeps the copies in the repository true.
package enum SettingsReference {
    /// `docs/configuration.md`.
    package static func generateReference() -> String {
        let services = Service.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        var text = """
            # Configuration

            Generated from the declarations in `Sources/Configuration/Settings/Schema`; do not edit by hand.

            Settings are read from a commit of a Git repository, never from the working tree. Later layers win:
            `application.yaml`, `application-<profile>.yaml`, `<service>.yaml`, `<service>-<profile>.yaml`, the
            environment, `--set key=value`. Services: \(services).
            Top-level keys that begin with `x-` are ignored, which makes them a home for YAML anchors.
            Secrets are written as `env:NAME` or `file:PATH`. *Live* settings take effect with a new commit;
            all others need a restart.

            """
        var group = ""
        for declaration in SettingsSchema.declarations {
            let own = declaration.key.split(separator: ".").dropLast().joined(separator: ".")
            if own != group {
                group = own
                text +=
                    "\n## \(group)\n\n| key | value | default | live | why | variable |\n|---|---|---|---|---|---|\n"
            }
            text += "| `\(declaration.key)` | \(declaration.expectation) | `\(declaration.fallback.rendered)` "
            text += "| \(declaration.change == .live ? "live" : "") | \(declaration.explanation) "
            text += "| `\(declaration.environmentName)` |\n"
        }
        return text
    }

    /// `config/schema.json`, for editors: JSON Schema 2020-12 of one configuration file.
    package static func generateJSONSchema() -> String {
        var root = SchemaNode()
        for declaration in SettingsSchema.declarations {
            root.add(declaration.key.split(separator: ".").map(String.init)[...], declaration.schema)
        }
        return JSON.object(
            [("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", "PulseHub configuration file")]
                + root.members(patterns: [("patternProperties", .object([("^x-", .object([]))]))])
        ).text() + "\n"
    }
}

extension SettingDeclaration {
    fileprivate var schema: JSON {
        var members: [(String, JSON)] = [("description", .string("\(explanation) Expected: \(expectation)."))]
        members += Value.schema
        if let range, Value.self != Duration.self {
            members += [("minimum", range.lowest.json), ("maximum", range.highest.json)]
        }
        return .object(members + [("default", fallback.json)])
    }
}

/// A group of settings on its way to a JSON object schema.
private struct SchemaNode {
    private var children: [(name: String, node: SchemaNode)] = []
    private var leaf: JSON?

    mutating func add(_ path: ArraySlice<String>, _ schema: JSON) {
        guard let name = path.first else {
            leaf = schema
            return
        }
        if !children.contains(where: { $0.name == name }) { children.append((name, SchemaNode())) }
        guard let index = children.firstIndex(where: { $0.name == name }) else { return }
        children[index].node.add(path.dropFirst(), schema)
    }

    func members(patterns: [(String, JSON)] = []) -> [(String, JSON)] {
        let properties = children.map { child in (child.name, child.node.leaf ?? .object(child.node.members())) }
        return [("type", "object"), ("properties", .object(properties))] + patterns
            + [("additionalProperties", .number("false"))]
    }
}
