import ArgumentParser
import Foundation
import Settings
import Terminal

/// Where the configuration is read from: a commit of a Git repository, never its working tree.
package struct ConfigurationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Git repository of the configuration: a path or a URL.", valueName: "repository"))
    package var configRepo: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_REPO"] ?? "."

    @Option(help: ArgumentHelp("Folder of the configuration inside the repository.", valueName: "folder"))
    package var configPath: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_PATH"] ?? "config"

    @Option(help: ArgumentHelp("Branch, tag or commit to read.", valueName: "ref"))
    package var configRef: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_REF"] ?? "HEAD"

    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp(
            "Overlay such as staging: application-<profile>.yaml, <service>-<profile>.yaml.", valueName: "profile"))
    private var profileOption: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Override one setting, such as hot.batchRecords=1000; may be repeated.", valueName: "key=value"))
    package var overrides: [String] = []

    @Flag(help: "Refuse commits without a good signature, as git verify-commit judges.")
    private var configRequireSigned = false

    package init() {}

    var profile: String? { profileOption ?? ProcessInfo.processInfo.environment["PULSEHUB_PROFILE"] }

    package var source: GitSource {
        GitSource(
            repository: configRepo, subdirectory: configPath, ref: configRef,
            requireSigned: configRequireSigned || Self.requiresSigned)
    }

    /// Not a setting: whoever can write to the repository could switch it off there.
    private static var requiresSigned: Bool {
        ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_REQUIRE_SIGNED"] == "true"
    }

    /// Reads the settings of all services of a process at one commit, and gives back what follows it from then on.
    package func start(_ services: [Service], overrides more: [(key: String, value: String)] = []) async throws
        -> RunningConfiguration
    {
        // For a configuration repository without topic files of its own.
        let shipped = try? TopicCatalog.load(ProjectFiles.directory("topics", given: nil, option: "--topics"))
        let request = ConfigurationRequest(
            services, profile: profile, environment: Self.environment, overrides: more + (try parsedOverrides()),
            shippedTopics: shipped ?? [])
        return RunningConfiguration(source, request, try await FirstConfiguration(request, from: source))
    }

    /// The settings of one process, for a command. While the newest commit is bad they are those of the last good one, under
    /// which processes run, with a warning: a bad commit must not keep operators from their tools.
    package func load(_ service: Service) async throws -> EffectiveSettings {
        let request = ConfigurationRequest(
            [service], profile: profile, environment: Self.environment, overrides: try parsedOverrides())
        return try await source.usableSettings(of: service, request)
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
    package static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter {
            ![
                "PULSEHUB_CONFIG_REPO", "PULSEHUB_CONFIG_PATH", "PULSEHUB_CONFIG_REF", "PULSEHUB_CONFIG_REQUIRE_SIGNED",
                "PULSEHUB_PROFILE",
            ].contains($0.key)
        }
    }
}

extension GitSource {
    /// Of the newest commit that can be used; says on standard error why that is not the newest.
    package func usableSettings(of service: Service, _ request: ConfigurationRequest) async throws -> EffectiveSettings
    {
        let usable = try await newestUsable { try request.settings($0) }
        if let warning = usable.warning { writeError(warning) }
        guard let settings = usable.value[service] else {
            throw OperatorError("the configuration was not read for \(service.rawValue)")
        }
        return settings
    }
}

extension UsableCommit {
    /// One line for the operator; nil where the newest commit is used.
    var warning: String? {
        guard let first = reasons.first else { return nil }
        guard let passedOver else {
            return "warning: using configuration commit \(commit.prefix(12)), the newest that is known here: \(first)"
        }
        let more = reasons.count > 1 ? "; \(reasons.count - 1) more" : ""
        return "warning: configuration commit \(passedOver.prefix(12)) cannot be used (\(first)\(more)): using "
            + "\(commit.prefix(12)), the last good one before it; \"pulsehub config check\" lists every mistake"
    }
}
