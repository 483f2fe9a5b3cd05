import ArgumentParser
import Terminal

/// The one executable: a subcommand per process, and the operators' commands.
@main
struct PulseHub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pulsehub",
        abstract: "Live athlete profiles and a full archive from one stream of events.",
        discussion: """
            Events go into Kafka; the stream processor keeps live profiles with a readiness score in Redis, the \
            archiver keeps every record in PostgreSQL, the profile API serves both. "make demo" shows all of it.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Processes",
                subcommands: [
                    IngestCommand.self, StreamProcessorCommand.self, ArchiverCommand.self, ProfileAPICommand.self,
                    ConfigServerCommand.self, UpCommand.self,
                ]),
            CommandGroup(name: "Events", subcommands: [ProduceCommand.self, SimulateCommand.self]),
            CommandGroup(
                name: "Operations",
                subcommands: [
                    TopicsCommand.self, DatabaseCommand.self, ConfigCommand.self, ReadinessCommand.self,
                    StatusCommand.self, VerifyCommand.self, RebuildCommand.self, BackupCommand.self,
                    RestoreCommand.self,
                    DeadLettersCommand.self, SecurityEventsCommand.self, TokenCommand.self,
                ]),
            CommandGroup(name: "Trying it out", subcommands: [DevCommand.self, DemoCommand.self, BenchCommand.self]),
        ])

    static func main() async { await runAsRoot() }
}
