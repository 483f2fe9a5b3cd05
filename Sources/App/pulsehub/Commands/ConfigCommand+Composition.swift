import Settings

extension ConfigCommand {
    /// The settings of all processes at one commit, with each profile and without.
    struct Composition {
        private let settings: [Key: EffectiveSettings]
        /// Nil stands for no profile.
        private let profiles: Set<String?>
        private let topics: [(key: String, value: String)]

        private struct Key: Hashable {
            let service: Service
            let profile: String?
        }

        /// - Throws: every mistake of the commit.
        init(_ snapshot: GitSource.Snapshot) throws(Problems) {
            var settings: [Key: EffectiveSettings] = [:]
            var profiles: Set<String?> = [nil]
            for composed in try SettingsLoader.composeAll(snapshot) {
                settings[Key(service: composed.service, profile: composed.profile)] = composed
                profiles.insert(composed.profile)
            }
            self.profiles = profiles
            topics = (snapshot.topics?.definitions ?? []).map { ("topics.\($0.name).onInvalid", $0.onInvalid.rawValue) }
            self.settings = settings
        }

        /// A line for each setting that changed, such as `readiness.weights.hrv 0.4 → 0.45`; after it the processes or
        /// the profile for which it did, unless it did for all. Since nil, everything that is not a default is new.
        func changes(since older: Composition?) -> [String] {
            var order: [String] = []
            var places: [String: [String?: [Service]]] = [:]
            let profiles = profiles.union(older?.profiles ?? []).sorted { ($0 ?? "") < ($1 ?? "") }
            for profile in profiles {
                for service in Service.allCases {
                    for change in changes(service, profile, since: older) {
                        if places[change] == nil { order.append(change) }
                        // What a profile inherits is already told.
                        guard profile == nil || places[change]?[nil]?.contains(service) != true else { continue }
                        places[change, default: [:]][profile, default: []].append(service)
                    }
                }
            }
            return order.flatMap { change in
                profiles.compactMap { profile in
                    places[change]?[profile].map { change + Self.suffix(profile, $0) }
                }
            } + topicChanges(since: older)
        }

        private func topicChanges(since older: Composition?) -> [String] {
            guard let older else { return [] }
            return topics.compactMap { topic in
                guard let old = older.topics.first(where: { $0.key == topic.key }), old.value != topic.value else {
                    return nil
                }
                return "\(topic.key) \(old.value) → \(topic.value)"
            }
        }

        private func changes(_ service: Service, _ profile: String?, since older: Composition?) -> [String] {
            let new = lines(service, profile)
            guard let older else { return new.filter { $0.origin != "default" }.map { "\($0.key) = \($0.value)" } }
            return zip(older.lines(service, profile), new).compactMap { old, new in
                old.value == new.value ? nil : "\(new.key) \(old.value) → \(new.value)"
            }
        }

        /// A profile that a commit does not have changes nothing there.
        private func lines(_ service: Service, _ profile: String?) -> [SettingLine] {
            let settings =
                settings[Key(service: service, profile: profile)] ?? settings[Key(service: service, profile: nil)]
            return settings?.lines ?? []
        }

        private static func suffix(_ profile: String?, _ services: [Service]) -> String {
            let names =
                services.count == Service.allCases.count ? [] : [services.map(\.rawValue).joined(separator: ", ")]
            let parts = (profile.map { ["profile \($0)"] } ?? []) + names
            return parts.isEmpty ? "" : " (\(parts.joined(separator: ": ")))"
        }
    }
}
