import ArgumentParser

/// The formula by hand, from files or from what the pipeline stored.
struct ReadinessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readiness",
        abstract: "Compute readiness scores and RMSSD from files, and explain stored ones.",
        discussion: """
            The same code that scores live profiles. score and rmssd need no server. docs/readiness.md explains the \
            formula.
            """,
        subcommands: [ReadinessScoreCommand.self, ReadinessRMSSDCommand.self, ReadinessExplainCommand.self])
}
