/// The settings of one process at one commit: every value checked, immutable, with where it came from.
public struct EffectiveSettings: Sendable {
    /// The full id of the commit that was read; snapshots and health reports carry it.
    public let commit: String
    /// The process these are for.
    public let service: Service
    /// The overlay that was applied, such as `dev`.
    public let profile: String?

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
    public subscript<Value>(_ path: KeyPath<SettingsSchema, Setting<Value>>) -> Value {
        value(of: SettingsSchema.shared[keyPath: path])
    }

    /// Where the value in force was written.
    public func origin(_ key: String) -> Origin { origins[key] ?? .declaration }

    func value<Value>(of setting: Setting<Value>) -> Value {
        values[setting.key] as? Value ?? setting.fallback
    }

    func anyValue(of declaration: some SettingDeclaration) -> any SettingValue {
        values[declaration.key] ?? declaration.fallback
    }

    /// The keys whose values differ, split by whether the running process can take them over.
    public func changes(to newer: EffectiveSettings) -> (live: [String], restart: [String]) {
        var keys: (live: [String], restart: [String]) = ([], [])
        for declaration in SettingsSchema.declarations {
            guard !isEqual(anyValue(of: declaration), newer.anyValue(of: declaration)) else { continue }
            switch declaration.change {
            case .live: keys.live.append(declaration.key)
            case .restart: keys.restart.append(declaration.key)
            }
        }
        return keys
    }
}

private func isEqual<Value: SettingValue>(_ left: Value, _ right: any SettingValue) -> Bool {
    left == right as? Value
}
