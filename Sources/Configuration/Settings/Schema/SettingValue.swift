/// A type that a setting can have: how it is read from text and how it is shown.
package protocol SettingValue: Sendable, Equatable {
    /// What a reader is told to write, such as `an integer`.
    static var expectation: String { get }
    /// The same for one entry of a map.
    static var entryExpectation: String { get }
    /// The part of a JSON Schema (2020-12) that describes the type.
    static var schema: [(String, JSON)] { get }
    /// True if an error message must not repeat what somebody wrote.
    static var mayHoldSecret: Bool { get }
    /// How the value is printed; a secret prints only its reference.
    var rendered: String { get }
    /// The value as it would stand in JSON, for defaults and bounds in the schema.
    var json: JSON { get }

    /// Nil when the text cannot be a value of this type.
    init?(parsing text: SettingText)
    /// A map in a file; nil unless the type is a map.
    init?(parsing entries: [String: SettingText])
    /// The value for a file that says `null`; nil unless the setting is optional.
    static var absent: Self? { get }
    /// What results when this value stands over one from a lower layer: itself, except that maps are merged.
    func layered(over lower: Self) -> Self
}

/// The text of one value and whether a file marked it as text by quotes.
package struct SettingText: Sendable, Equatable {
    /// The characters, without quotes.
    package let characters: String
    /// Quoted in a file: a number in quotes is text, not a number.
    package let isQuoted: Bool
    /// From the environment or the command line, where a password may stand in the clear.
    package let isExternal: Bool

    /// A value from the environment or the command line.
    package static func external(_ characters: String) -> SettingText {
        SettingText(characters: characters, isQuoted: false, isExternal: true)
    }
}

extension SettingValue {
    /// Most types hold no secrets.
    package static var mayHoldSecret: Bool { false }
    /// Most types are not maps.
    package static var entryExpectation: String { expectation }
    /// Most types are not maps.
    package init?(parsing entries: [String: SettingText]) { return nil }
    /// Most settings always have a value.
    package static var absent: Self? { nil }
    /// The upper layer wins.
    package func layered(over lower: Self) -> Self { self }
}

extension SettingValue {
    /// Decodes a located node; nil when it is of another type.
    static func decode(_ node: LocatedNode) -> Self? {
        if node.isNull { return absent }
        switch node.content {
        case .scalar(let characters, let style):
            return Self(parsing: SettingText(characters, style))
        case .mapping(let entries):
            var texts: [String: SettingText] = [:]
            for entry in entries {
                guard case .scalar(let characters, let style) = entry.value.content, !entry.value.isNull else {
                    return nil
                }
                texts[entry.key] = SettingText(characters, style)
            }
            return Self(parsing: texts)
        case .list:
            return nil
        }
    }
}

extension SettingText {
    init(_ characters: String, _ style: LocatedNode.Style) {
        self.init(characters: characters, isQuoted: style == .quoted, isExternal: style == .external)
    }
}
