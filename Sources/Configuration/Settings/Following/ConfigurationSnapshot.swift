/// The settings of all services of a process at one commit: immutable and shared by reference.
package final class ConfigurationSnapshot: Sendable {
    /// The full id of the commit.
    package let commit: String
    /// What to do with records that cannot be used, by topic; a topic without an entry parks them.
    package let invalidRecords: [String: TopicDefinition.InvalidRecordPolicy]
    /// Topics whose records must be signed.
    package let signedTopics: Set<String>
    private let services: [Service: EffectiveSettings]

    init(
        commit: String, services: [Service: EffectiveSettings],
        invalidRecords: [String: TopicDefinition.InvalidRecordPolicy] = [:], signedTopics: Set<String> = []
    ) {
        self.commit = commit
        self.services = services
        self.invalidRecords = invalidRecords
        self.signedTopics = signedTopics
    }

    /// The settings of one service alone, for commands that do not follow new commits.
    package convenience init(_ settings: EffectiveSettings) {
        self.init(commit: settings.commit, services: [settings.service: settings])
    }

    /// Nil for a service that was not asked for.
    package subscript(_ service: Service) -> EffectiveSettings? { services[service] }

    /// What a process that started under `started` can run under after this commit: live settings are those of this
    /// commit, all others stay.
    func adopted(by started: ConfigurationSnapshot) -> ConfigurationSnapshot {
        let services = services.mapValues { settings in
            started[settings.service].map { settings.keepingRestartSettings(of: $0) } ?? settings
        }
        return ConfigurationSnapshot(
            commit: commit, services: services, invalidRecords: invalidRecords, signedTopics: signedTopics)
    }

    /// What differs in the newer one, each difference once; those of one service only are named with it.
    func differences(in newer: ConfigurationSnapshot) -> [SettingDifference] {
        var found: [SettingDifference] = []
        for service in Service.allCases {
            guard let old = services[service], let new = newer[service] else { continue }
            for difference in old.differences(in: new) where !found.contains(difference) { found.append(difference) }
        }
        for topic in Set(invalidRecords.keys).union(newer.invalidRecords.keys).sorted() {
            let old = invalidRecords[topic] ?? .deadLetter
            let new = newer.invalidRecords[topic] ?? .deadLetter
            guard old != new else { continue }
            found.append(
                SettingDifference(key: "topics.\(topic).onInvalid", old: old.rawValue, new: new.rawValue, change: .live)
            )
        }
        for topic in signedTopics.symmetricDifference(newer.signedTopics).sorted() {
            func policy(_ topics: Set<String>) -> String { topics.contains(topic) ? "required" : "none" }
            found.append(
                SettingDifference(
                    key: "topics.\(topic).signature", old: policy(signedTopics), new: policy(newer.signedTopics),
                    change: .live))
        }
        return found
    }
}

/// One setting whose value differs between two commits.
package struct SettingDifference: Sendable, Hashable, CustomStringConvertible {
    /// The full key.
    package let key: String
    /// Printable: secrets are masked.
    package let old: String
    /// Printable: secrets are masked.
    package let new: String
    /// Whether a running process takes it over.
    package let change: SettingChange

    /// `readiness.weights.hrv 0.4 → 0.45`.
    package var description: String { "\(key) \(old) → \(new)" }
}
