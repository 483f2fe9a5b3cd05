import Settings
import Streaming

extension Assembly {
    /// What a part reads before every batch or request: made once for each commit.
    func live<Value: Sendable>(
        _ make: @escaping @Sendable (EffectiveSettings, ConfigurationSnapshot) -> Value
    ) throws -> LiveValue<Value> {
        guard let value = LiveValue(live, settings.service, make) else {
            throw OperatorError("the configuration was not read for \(settings.service.rawValue)")
        }
        return value
    }

    func live(
        _ records: KeyPath<SettingsSchema, Setting<Int>> & Sendable,
        _ wait: KeyPath<SettingsSchema, Setting<Duration>> & Sendable
    ) throws -> LiveValue<BatchLimits> {
        try live { settings, _ in BatchLimits(records: settings[records], wait: settings[wait]) }
    }

    /// The topic files' policies in the terms of the readers.
    static func policies(_ snapshot: ConfigurationSnapshot) -> [String: Streaming.InvalidRecordPolicy] {
        snapshot.invalidRecords.compactMapValues { Streaming.InvalidRecordPolicy(rawValue: $0.rawValue) }
    }
}
