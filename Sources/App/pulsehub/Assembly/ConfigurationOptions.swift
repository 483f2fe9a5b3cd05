import ArgumentParser
import Foundation
import Settings

/// Where the configuration is read from: a commit of a Git repository, never its working tree.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Git repository of the configuration: a path or a URL.", valueName: "repository"))
    var configRepo: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_REPO"] ?? "."

    @Option(help: ArgumentHelp("Folder of the configuration inside the repository.", valueName: "folder"))
    var configPath: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_PATH"] ?? "config"

    @Option(help: ArgumentHelp("Branch, tag or commit to read.", valueName: "ref"))
    var configRef: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_REF"] ?? "HEAD"

    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp(
            "Overlay such as staging: application-<profile>.yaml, <service>-<profile>.yaml.", valueName: "profile"))
    private var profileOption: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Override one setting, such as hot.batchRecords=1000; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    @Flag(help: "Refuse commits without a good signature, as git verify-commit judges.")
    private var configRequireSigned = false

    var profile: String? { profileOption ?? ProcessInfo.processInfo.environment["PULSEHUB_PROFILE"] }

    var source: GitSource {
        GitSource(
            repository: configRepo, subdirectory: configPath, ref: configRef,
            requireSigned: configRequireSigned || Self.requiresSigned)
    }

    /// Not a setting: whoever can write to the repository could switch it off there.
    private static var requiresSigned: Bool {
        ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_REQUIRE_SIGNED"] == "true"
    }

    /// Reads the settings of all services of a process at one commit, and gives back what follows it from then on.
    func start(_ services: [Service], overrides more: [(key: String, value: String)] = []) async throws
        -> RunningConfiguration
    {
        // For a configuration repository without topic files of its own.
        let shipped = try? TopicCatalog.load(ProjectFiles.directory("topics", given: nil, option: "--topics"))
        let request = ConfigurationRequest(
            services, profile: profile, environment: Self.environment, overrides: more + (try parsedOverrides()),
            shippedTopics: shipped ?? [])
        return RunningConfiguration(source, request, try await FirstConfiguration(request, from: source))
    }

    /// The settings of one process.
    func load(_ service: Service) async throws -> EffectiveSettings {
        try await SettingsLoader.load(
            source, service: service, profile: profile, environment: Self.environment, overrides: try parsedOverrides())
    }

    /// The settings of several processes, all from one commit.
    func load(_ services: [Service]) async throws -> [Service: EffectiveSettings] {
        let snapshot = try await source.snapshot()
        let overrides = try parsedOverrides()
        return try Dictionary(
            uniqueKeysWithValues: services.map { service in
                (
                    service,
                    try SettingsLoader.compose(
                        snapshot, service: service, profile: profile, environment: Self.environment,
                        overrides: overrides)
                )
            })
    }

    func parsedOverrides() throws -> [(key: String, value: String)] {
        var parsed: [(key: String, value: String)] = []
        for text in overrides {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw ValidationError("--set takes key=value, such as --set hot.batchRecords=1000; this is \"\(text)\"")
            }
            parsed.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
        }
        return parsed
    }

    /// The environment for settings: what the options above read is theirs, and no setting.
    static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter {
            ![
                "PULSEHUB_CONFIG_REPO", "PULSEHUB_CONFIG_PATH", "PULSEHUB_CONFIG_REF", "PULSEHUB_CONFIG_REQUIRE_SIGNED",
                "PULSEHUB_PROFILE",
            ].contains($0.key)
        }
    }
}
