/// Reads, layers and checks the configuration of a process.
package enum SettingsLoader {
    /// The settings of one process, or every problem there is.
    ///
    /// Layers, the later over the earlier: `application.yaml`, `application-<profile>.yaml`, `<service>.yaml`,
    /// `<service>-<profile>.yaml`, the environment, `overrides`.
    ///
    /// - Throws: ``GitError`` when nothing could be read, ``Problems`` when what was read is not valid.
    package static func load(
        _ source: GitSource, service: Service, profile: String? = nil, environment: [String: String],
        overrides: [(key: String, value: String)] = []
    ) async throws -> EffectiveSettings {
        let snapshot = try await source.snapshot()
        return try compose(
            snapshot, service: service, profile: profile, environment: environment, overrides: overrides)
    }

    /// The same from files already read, so that a new commit is read once for all processes of `up`.
    ///
    /// Everything that processes read is checked: a commit with a mistake in another process's file is not valid either. One
    /// in the file of another application concerns that application alone.
    package static func compose(
        _ snapshot: GitSource.Snapshot, service: Service, profile: String? = nil, environment: [String: String],
        overrides: [(key: String, value: String)] = []
    ) throws(Problems) -> EffectiveSettings {
        try compose(
            ConfigurationDirectory(snapshot), ReadinessHistory(snapshot), service: service, profile: profile,
            environment: environment, overrides: overrides)
    }

    /// The same from files already parsed. The directory is a copy: what is wrong for one process is not told of another.
    static func compose(
        _ parsed: ConfigurationDirectory, _ history: ReadinessHistory, service: Service, profile: String?,
        environment: [String: String], overrides: [(key: String, value: String)]
    ) throws(Problems) -> EffectiveSettings {
        var directory = parsed
        let outside = [Layer(environment: environment), Layer(overrides: overrides)]
        var settings = directory.settings(service: service, profile: profile, outside: outside)
        let problems = directory.problems
        guard problems.isEmpty else { throw Problems(problems) }
        settings.lineage = history.settings(service: service, profile: profile, outside: outside)
        return settings
    }

    /// Every problem of every file, for all processes and all profiles found; empty if all is well.
    package static func check(_ source: GitSource) async throws(GitError) -> [Problem] {
        let snapshot = try await source.snapshot()
        return check(snapshot)
    }

    /// The same from files already read.
    package static func check(_ snapshot: GitSource.Snapshot) -> [Problem] {
        check(ConfigurationDirectory(snapshot)) { _ in true }
    }

    /// The problems that concern PulseHub's processes, and of the files of other applications those in these.
    package static func check(_ snapshot: GitSource.Snapshot, others: [String]) -> [Problem] {
        let paths = Set(others.map { snapshot.path("others/\($0)") })
        return check(ConfigurationDirectory(snapshot)) { problem in problem.origin.path.map(paths.contains) ?? false }
    }

    /// - Parameter isWanted: which problems in files of other applications are told; none if absent.
    static func check(
        _ parsed: ConfigurationDirectory, ofOthers isWanted: (Problem) -> Bool = { _ in false }
    ) -> [Problem] {
        var directory = parsed
        _ = composeAll(&directory)
        let problems = directory.problems + directory.problemsOfOthers.filter(isWanted)
        return problems.isEmpty ? [] : Problems(problems).all
    }

    /// The settings of every process, without a profile and with each; nothing from outside the repository.
    ///
    /// - Throws: every problem of every file that some process reads.
    package static func composeAll(_ snapshot: GitSource.Snapshot) throws(Problems) -> [EffectiveSettings] {
        var directory = ConfigurationDirectory(snapshot)
        let all = composeAll(&directory)
        guard directory.problems.isEmpty else { throw Problems(directory.problems) }
        return all
    }

    private static func composeAll(_ directory: inout ConfigurationDirectory) -> [EffectiveSettings] {
        var all: [EffectiveSettings] = []
        for profile in [nil] + directory.profiles.map(Optional.some) {
            for service in Service.allCases {
                all.append(directory.settings(service: service, profile: profile, outside: []))
            }
        }
        return all
    }
}
