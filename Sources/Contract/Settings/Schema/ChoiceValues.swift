/// A setting that takes one of a few words.
public protocol SettingChoice: SettingValue, CaseIterable, RawRepresentable<String> {}

extension SettingChoice {
    /// All the words.
    public static var expectation: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
    /// See ``SettingValue``.
    public static var schema: [(String, JSON)] { [("enum", .array(allCases.map { .string($0.rawValue) }))] }
    /// The word.
    public var rendered: String { rawValue }
    /// A JSON string.
    public var json: JSON { .string(rawValue) }

    /// Exactly one of the words.
    public init?(parsing text: SettingText) { self.init(rawValue: text.characters) }
}

/// What an owner of a partition does when the topic behind its checkpoint was deleted and made anew.
public enum TopicResetPolicy: String, SettingChoice {
    /// Stop the partition and report it: a person decides.
    case stop
    /// Begin again at the start of the new topic.
    case restart
}

/// The least important log line that is written.
public enum LogLevel: String, SettingChoice {
    /// In rising order of importance.
    case trace, debug, info, notice, warning, error, critical
}
