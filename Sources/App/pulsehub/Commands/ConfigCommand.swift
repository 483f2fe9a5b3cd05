import ArgumentParser
import Foundation
import Settings
import Terminal

/// The configuration as it stands in Git.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check, show and explain the configuration, which is read from commits of a Git repository.",
        discussion: """
            Only what is committed counts; the working tree is read by "check --working-tree" alone. A running process \
            takes a new commit over if the whole commit is valid, and keeps the last valid one otherwise; so do commands.

            EXAMPLES
              pulsehub config check --working-tree       before a commit
              pulsehub config check                      before a push, or in CI
              pulsehub config check --ref my-branch
              pulsehub config show --service archiver --profile compose
              pulsehub config history --limit 5          who changed which setting
              pulsehub config reference                  every setting with its range
            """,
        subcommands: [Check.self, Show.self, History.self, Reference.self])

    /// Which commit to read; the longer names are those of the other commands.
    struct Source: ParsableArguments {
        @Option(
            name: [.customLong("repo"), .customLong("config-repo")],
            help: ArgumentHelp("Git repository of the configuration: a path or a URL.", valueName: "repository"))
        var repository: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_REPO"] ?? "."

        @Option(
            name: [.customLong("path"), .customLong("config-path")],
            help: ArgumentHelp("Folder of the configuration inside the repository.", valueName: "folder"))
        var path: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_PATH"] ?? "config"

        @Option(
            name: [.customLong("ref"), .customLong("config-ref")],
            help: ArgumentHelp("Branch, tag or commit to read.", valueName: "ref"))
        var ref: String = ProcessInfo.processInfo.environment["PULSEHUB_CONFIG_REF"] ?? "HEAD"

        var git: GitSource { git(at: ref) }

        func git(at ref: String) -> GitSource { GitSource(repository: repository, subdirectory: path, ref: ref) }
    }

    /// What every process would read, printed for people and for `docs/configuration.md`.
    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every setting with its default, range, reason and environment variable.",
            discussion: """
                EXAMPLES
                  pulsehub config reference > docs/configuration.md
                  pulsehub config reference --json-schema > config/schema.json
                """)

        @Flag(help: "Print a JSON Schema of a configuration file instead of Markdown.")
        var jsonSchema = false

        func run() {
            let text = jsonSchema ? SettingsReference.generateJSONSchema() : SettingsReference.generateReference()
            print(text, terminator: "")
        }
    }
}

extension Service: ExpressibleByArgument {}
