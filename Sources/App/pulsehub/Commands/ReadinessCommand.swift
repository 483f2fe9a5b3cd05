import ArgumentParser

/// The formula by hand: no Kafka, no store, only JSON in and JSON out.
struct ReadinessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readiness",
        abstract: "Compute readiness scores and RMSSD from files.",
        discussion: """
            The same code that scores live profiles, without any server. docs/readiness.md explains the formula.
            """,
        subcommands: [ReadinessScoreCommand.self, ReadinessRMSSDCommand.self])
}
