extension Int: SettingValue {
    /// Plain decimal digits.
    package static var expectation: String { "an integer" }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("type", "integer")] }
    /// Decimal digits.
    package var rendered: String { String(self) }
    /// A JSON number.
    package var json: JSON { .number(String(self)) }

    /// Refuses `010`, `+5`, `5_000` and `1e3`: YAML dialects disagree on what they mean.
    package init?(parsing text: SettingText) {
        guard !text.isQuoted, let value = Int(text.characters), String(value) == text.characters else { return nil }
        self = value
    }
}

extension Double: SettingValue {
    /// Finite only.
    package static var expectation: String { "a number" }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("type", "number")] }
    /// The shortest text that reads back as the same number; whole numbers without a fraction.
    package var rendered: String { Int(exactly: self).map(String.init) ?? String(self) }
    /// A JSON number.
    package var json: JSON { .number(rendered) }

    /// Decimal notation, with an exponent if need be; no infinity, no hexadecimal.
    package init?(parsing text: SettingText) {
        guard !text.isQuoted, text.characters.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
            let value = Double(text.characters), value.isFinite
        else { return nil }
        self = value
    }
}

extension Bool: SettingValue {
    /// YAML 1.2's two words.
    package static var expectation: String { "true or false" }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("type", "boolean")] }
    /// `true` or `false`.
    package var rendered: String { String(self) }
    /// A JSON truth value.
    package var json: JSON { .number(String(self)) }

    /// Refuses `yes`, `on` and the like, which YAML 1.1 and 1.2 read differently.
    package init?(parsing text: SettingText) {
        guard !text.isQuoted, let value = Bool(text.characters) else { return nil }
        self = value
    }
}

extension String: SettingValue {
    /// At least one character.
    package static var expectation: String { "text" }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("type", "string"), ("minLength", .number("1"))] }
    /// The text itself.
    package var rendered: String { self }
    /// A JSON string.
    package var json: JSON { .string(self) }

    /// Unquoted numbers and truth values in a file are refused: they are more likely a mistake than a name.
    package init?(parsing text: SettingText) {
        guard !text.characters.isEmpty else { return nil }
        let isPlain = !text.isQuoted && !text.isExternal
        if isPlain, Double(text.characters) != nil || Bool(text.characters) != nil { return nil }
        self = text.characters
    }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    /// The wrapped type's.
    package static var expectation: String { Wrapped.expectation }
    /// The wrapped type's; `null` is accepted too, but a schema that says so hides mistakes from editors.
    package static var schema: [(String, JSON)] { Wrapped.schema }
    /// As the wrapped type.
    package static var mayHoldSecret: Bool { Wrapped.mayHoldSecret }
    /// `none` without a value.
    package var rendered: String { self?.rendered ?? "none" }
    /// JSON's null without a value.
    package var json: JSON { self?.json ?? .number("null") }
    /// `null` in a file undoes a lower layer.
    package static var absent: Wrapped?? { .some(nil) }

    /// See ``SettingValue``.
    package init?(parsing text: SettingText) {
        guard let value = Wrapped(parsing: text) else { return nil }
        self = .some(value)
    }
}
