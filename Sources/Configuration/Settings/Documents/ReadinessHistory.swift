/// What the constants of the score were at the commits up to one, parsed once for all services.
struct ReadinessHistory {
    private let versions: [(change: GitSource.Change, layers: [String: Layer])]

    init(_ snapshot: GitSource.Snapshot) {
        versions = snapshot.changes.map { change in
            (
                change,
                Dictionary(
                    uniqueKeysWithValues: change.files.map { name, bytes in
                        (name, Layer(file: snapshot.path(name), bytes: bytes))
                    })
            )
        }
    }

    /// The settings of the group `readiness` at each of the commits, oldest first, under what now holds from outside the
    /// repository. A commit that nobody can have scored under is left out.
    func settings(service: Service, profile: String?, outside: [Layer]) -> [EarlierSettings] {
        versions.compactMap { change, layers in
            let files = LayerName.layers(service: service, profile: profile).compactMap { layers[$0] }
            guard !files.flatMap(\.problems).contains(where: Self.isAboutReadiness) else { return nil }
            var values: [String: any SettingValue] = [:]
            for (key, value) in (files + outside).flatMap(\.values) where key.hasPrefix("readiness.") {
                guard let declaration = SettingsSchema.byKey[key] else { continue }
                do {
                    values[key] = try declaration.decode(value.node, over: values[key] ?? declaration.fallback)
                } catch {
                    return nil
                }
            }
            let settings = EffectiveSettings(
                commit: change.commit, service: service, profile: profile, values: values, origins: [:])
            return EarlierSettings(settings: settings, committedAt: change.committedAt)
        }
    }

    /// Or about the whole file, which then says nothing.
    private static func isAboutReadiness(_ problem: Problem) -> Bool {
        problem.key.map { $0 == "readiness" || $0.hasPrefix("readiness.") } ?? true
    }
}

/// The constants of the score as an earlier commit set them, or the present one.
package struct EarlierSettings: Sendable {
    /// Holds the group `readiness` and nothing else.
    package let settings: EffectiveSettings
    /// Seconds since 1970, before the year 10000, by the committer's clock.
    package let committedAt: Int64
}
