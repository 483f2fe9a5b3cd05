/// librdkafka properties by name; the values are text or references to secrets.
package struct ClientProperties: SettingValue {
    /// Resolve each value before use.
    package let values: [String: SecretText]

    /// Told to whoever wrote something else.
    package static var expectation: String {
        "a map of librdkafka properties, whose passwords are references env:NAME or file:PATH"
    }
    /// For one property.
    package static var entryExpectation: String {
        "text, a number or a truth value, and for a password a reference env:NAME or file:PATH"
    }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] {
        [("type", "object"), ("additionalProperties", .object([("type", ["string", "number", "boolean"])]))]
    }
    /// In a value.
    package static var mayHoldSecret: Bool { true }
    /// `name=value` pairs by name, with secrets as their references.
    package var rendered: String {
        if values.isEmpty { return "none" }
        return values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.rendered)" }
            .joined(separator: ",")
    }
    /// A JSON object.
    package var json: JSON { .object(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }) }

    /// `name=value,name=value`, for the environment and the command line.
    package init?(parsing text: SettingText) {
        guard text.isExternal else { return nil }
        var entries: [String: SettingText] = [:]
        for pair in text.characters.split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            entries[String(parts[0])] = .external(String(parts[1]))
        }
        self.init(parsing: entries)
    }

    /// Refuses a password in the clear unless it comes from outside the repository.
    package init?(parsing entries: [String: SettingText]) {
        var values: [String: SecretText] = [:]
        for (name, text) in entries {
            guard let value = SecretText(parsing: text) else { return nil }
            if case .literal = value.secret.place, Self.isSecret(name), !text.isExternal { return nil }
            values[name] = Self.isSecret(name) ? value.masked : value
        }
        self.init(values)
    }

    init(_ values: [String: SecretText]) { self.values = values }

    /// Layers are merged property by property.
    package func layered(over lower: ClientProperties) -> ClientProperties {
        ClientProperties(lower.values.merging(values) { $1 })
    }

    private static func isSecret(_ name: String) -> Bool {
        ["password", "secret", "passphrase", "key.pem"].contains { name.hasSuffix($0) }
            || name == "sasl.oauthbearer.config"
    }
}
