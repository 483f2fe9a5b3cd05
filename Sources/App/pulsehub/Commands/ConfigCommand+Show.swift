import ArgumentParser
import Assembly
import Settings
import Terminal

extension ConfigCommand {
    /// The settings of one process, as it would see them if it started here and now.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the settings of one process, each with where its value comes from.",
            discussion: """
                The environment of this command counts as it would for the process. Secrets are shown as their \
                references, or as stars, so the output is safe to paste into a ticket. While the newest commit is not \
                valid, the settings are those of the last valid one before it, under which processes run.

                EXAMPLES
                  pulsehub config show --service stream-processor
                  PULSEHUB_HOT_BATCH_RECORDS=100 pulsehub config show --service stream-processor
                """)

        @Option(help: "The process.")
        var service: Service

        @Option(help: "Overlay such as compose: application-<profile>.yaml, <service>-<profile>.yaml.")
        var profile: String?

        @OptionGroup var source: Source

        func run() async throws {
            let request = ConfigurationRequest(
                [service], profile: profile, environment: ConfigurationOptions.environment)
            let settings = try await source.git.usableSettings(of: service, request)
            print(settings.table, terminator: "")
        }
    }
}
