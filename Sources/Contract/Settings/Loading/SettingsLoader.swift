/// Reads, layers and checks the configuration of a process.
public enum SettingsLoader {
    /// The settings of one process, or every problem there is.
    ///
    /// Layers, the later over the earlier: `application.yaml`, `application-<profile>.yaml`, `<service>.yaml`,
    /// `<service>-<profile>.yaml`, the environment, `overrides`.
    ///
    /// - Throws: ``GitError`` when nothing could be read, ``Problems`` when what was read is not valid.
    public static func load(
        _ source: GitSource, service: Service, profile: String? = nil, environment: [String: String],
        overrides: [(key: String, value: String)] = []
    ) async throws -> EffectiveSettings {
        let snapshot = try await source.snapshot()
        return try compose(
            snapshot, service: service, profile: profile, environment: environment, overrides: overrides)
    }

    /// The same from files already read, so that a new commit is read once for all processes of `up`.
    ///
    /// The whole directory is checked: a commit with a mistake in another process's file is not valid either.
    public static func compose(
        _ snapshot: GitSource.Snapshot, service: Service, profile: String? = nil, environment: [String: String],
        overrides: [(key: String, value: String)] = []
    ) throws(Problems) -> EffectiveSettings {
        var directory = ConfigurationDirectory(snapshot)
        let outside = [Layer(environment: environment), Layer(overrides: overrides)]
        var settings = directory.settings(service: service, profile: profile, outside: outside)
        let problems = directory.problems
        guard problems.isEmpty else { throw Problems(problems) }
        settings.lineage = ReadinessHistory(snapshot).settings(service: service, profile: profile, outside: outside)
        return settings
    }

    /// Every problem of every file, for all processes and all profiles found; empty if all is well.
    public static func check(_ source: GitSource) async throws(GitError) -> [Problem] {
        let snapshot = try await source.snapshot()
        return check(snapshot)
    }

    /// The same from files already read.
    public static func check(_ snapshot: GitSource.Snapshot) -> [Problem] {
        do { _ = try composeAll(snapshot) } catch { return error.all }
        return []
    }

    /// The settings of every process, without a profile and with each; nothing from outside the repository.
    ///
    /// - Throws: every problem of every file.
    public static func composeAll(_ snapshot: GitSource.Snapshot) throws(Problems) -> [EffectiveSettings] {
        var directory = ConfigurationDirectory(snapshot)
        var all: [EffectiveSettings] = []
        for profile in [nil] + directory.profiles.map(Optional.some) {
            for service in Service.allCases {
                all.append(directory.settings(service: service, profile: profile, outside: []))
            }
        }
        guard directory.problems.isEmpty else { throw Problems(directory.problems) }
        return all
    }
}
