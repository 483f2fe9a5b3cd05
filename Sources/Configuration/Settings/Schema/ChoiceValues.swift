/// A setting that takes one of a few words.
package protocol SettingChoice: SettingValue, CaseIterable, RawRepresentable<String> {}

extension SettingChoice {
    /// All the words.
    package static var expectation: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("enum", .array(allCases.map { .string($0.rawValue) }))] }
    /// The word.
    package var rendered: String { rawValue }
    /// A JSON string.
    package var json: JSON { .string(rawValue) }

    /// Exactly one of the words.
    package init?(parsing text: SettingText) { self.init(rawValue: text.characters) }
}

/// What an owner of a partition does when the topic behind its checkpoint was deleted and made anew.
package enum TopicResetPolicy: String, SettingChoice {
    /// Stop the partition and report it: a person decides.
    case stop
    /// Begin again at the start of the new topic.
    case restart
}

/// The least important log line that is written.
package enum LogLevel: String, SettingChoice {
    /// In rising order of importance.
    case trace, debug, info, notice, warning, error, critical
}
