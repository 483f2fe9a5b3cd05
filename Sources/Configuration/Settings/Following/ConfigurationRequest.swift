/// What a process asks of a commit: its services, its overlay, and the layers from outside the repository.
package struct ConfigurationRequest: Sendable {
    /// The services that run in the process.
    package let services: [Service]
    /// The overlay, such as `staging`.
    package let profile: String?
    private let environment: [String: String]
    private let overrides: [(key: String, value: String)]
    private let shippedTopics: [TopicDefinition]

    /// - Parameter shippedTopics: used where the repository has no `topics/` of its own.
    package init(
        _ services: [Service], profile: String?, environment: [String: String],
        overrides: [(key: String, value: String)] = [], shippedTopics: [TopicDefinition] = []
    ) {
        self.services = services
        self.profile = profile
        self.environment = environment
        self.overrides = overrides
        self.shippedTopics = shippedTopics
    }

    /// The settings at a commit that is valid as a whole: for every service and profile, also those of other processes.
    ///
    /// - Throws: every problem of the commit.
    package func compose(_ snapshot: GitSource.Snapshot) throws(Problems) -> ConfigurationSnapshot {
        let gathered = gather(snapshot)
        let settings = gathered.settings
        let topics = snapshot.topics?.definitions ?? shippedTopics
        let signed = Set(topics.lazy.filter { $0.signature == .required }.map(\.name))
        let problems = gathered.problems + keysMissing(settings, signed)
        guard problems.isEmpty else { throw Problems(problems) }
        return ConfigurationSnapshot(
            commit: snapshot.commit, services: settings,
            invalidRecords: Dictionary(topics.map { ($0.name, $0.onInvalid) }, uniquingKeysWith: { first, _ in first }),
            signedTopics: signed)
    }

    /// The same for commands, which need no keys of signed topics: they refuse and accept the commits that processes do.
    ///
    /// - Throws: every problem of the commit.
    package func settings(_ snapshot: GitSource.Snapshot) throws(Problems) -> [Service: EffectiveSettings] {
        let (settings, problems) = gather(snapshot)
        guard problems.isEmpty else { throw Problems(problems) }
        return settings
    }

    private func gather(
        _ snapshot: GitSource.Snapshot
    ) -> (settings: [Service: EffectiveSettings], problems: [Problem]) {
        // A commit is parsed once, however many processes run in this one.
        let (directory, history) = (ConfigurationDirectory(snapshot), ReadinessHistory(snapshot))
        var problems = SettingsLoader.check(directory)
        var settings: [Service: EffectiveSettings] = [:]
        for service in services {
            do {
                settings[service] = try SettingsLoader.compose(
                    directory, history, service: service, profile: profile, environment: environment,
                    overrides: overrides)
            } catch {
                problems += error.all
            }
        }
        return (settings, problems)
    }

    /// A consumer without a key would take every record of a signed topic for forged.
    private func keysMissing(_ settings: [Service: EffectiveSettings], _ signed: Set<String>) -> [Problem] {
        let readers = [Service.streamProcessor, .archiver].filter { service in
            settings[service].map { $0[\.kafka.signatureKey] == nil } ?? false
        }
        return signed.sorted().flatMap { topic in
            readers.map { reader in
                Problem(
                    .source("topics/\(topic).yaml"), key: "signature",
                    "\(topic) demands signatures, but \(reader.rawValue) has no kafka.signatureKey to check them with")
            }
        }
    }
}
