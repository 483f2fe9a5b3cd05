/// The settings of one process at one commit: every value checked, immutable, with where it came from.
package struct EffectiveSettings: Sendable {
    /// The full id of the commit that was read; snapshots and health reports carry it.
    package let commit: String
    /// The process these are for.
    package let service: Service
    /// The overlay that was applied, such as `dev`.
    package let profile: String?

    /// The constants of the score at each commit up to this one, oldest first; empty where no history was read.
    package internal(set) var lineage: [EarlierSettings] = []

    private let values: [String: any SettingValue]
    private let origins: [String: Origin]

    init(
        commit: String, service: Service, profile: String?, values: [String: any SettingValue],
        origins: [String: Origin]
    ) {
        self.commit = commit
        self.service = service
        self.profile = profile
        self.values = values
        self.origins = origins
    }

    /// The value in force, such as `settings[\.hot.batchRecords]`.
    package subscript<Value>(_ path: KeyPath<SettingsSchema, Setting<Value>>) -> Value {
        value(of: SettingsSchema.shared[keyPath: path])
    }

    /// Where the value in force was written.
    package func origin(_ key: String) -> Origin { origins[key] ?? .declaration }

    func value<Value>(of setting: Setting<Value>) -> Value {
        values[setting.key] as? Value ?? setting.fallback
    }

    func anyValue(of declaration: some SettingDeclaration) -> any SettingValue {
        values[declaration.key] ?? declaration.fallback
    }

    /// What differs in the newer settings, in the order of the reference.
    func differences(in newer: EffectiveSettings) -> [SettingDifference] {
        SettingsSchema.declarations.compactMap { declaration in
            let (old, new) = (anyValue(of: declaration), newer.anyValue(of: declaration))
            guard !isEqual(old, new) else { return nil }
            return SettingDifference(
                key: declaration.key, old: old.rendered, new: new.rendered, change: declaration.change)
        }
    }

    /// These settings, but with those that need a restart as the process started with them.
    func keepingRestartSettings(of started: EffectiveSettings) -> EffectiveSettings {
        var (values, origins) = (values, origins)
        for declaration in SettingsSchema.declarations where declaration.change == .restart {
            values[declaration.key] = started.values[declaration.key]
            origins[declaration.key] = started.origins[declaration.key]
        }
        var kept = EffectiveSettings(
            commit: commit, service: service, profile: profile, values: values, origins: origins)
        kept.lineage = lineage
        return kept
    }
}

private func isEqual<Value: SettingValue>(_ left: Value, _ right: any SettingValue) -> Bool {
    left == right as? Value
}
