import ArgumentParser
import Assembly
import Settings

/// The stream processor as a process of its own.
struct StreamProcessorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream-processor",
        abstract: "Fold events from Kafka into live profiles in Redis.",
        discussion: """
            Reads data.normalized and user-activity-events. Starts where the checkpoints in Redis say, and stores them \
            in the same transaction as the profiles: nothing is lost and nothing counted twice, whenever it is killed. \
            Run several to share the partitions.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws { try await serve([.streamProcessor], using: options) }
}

/// The archiver as a process of its own.
struct ArchiverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archiver",
        abstract: "Archive every record of every topic in PostgreSQL.",
        discussion: """
            Writes raw records, daily tables, snapshots and checkpoints in one transaction per batch. Needs the \
            database schema: run "pulsehub db migrate" first.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws { try await serve([.archiver], using: options) }
}

/// The profile API as a process of its own.
struct ProfileAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile-api",
        abstract: "Serve live profiles over HTTP, from Redis with PostgreSQL behind it.",
        discussion: """
            Every route but the health checks needs a bearer token, so it does not start without auth.jwksFile or \
            auth.jwksURL; "pulsehub token" signs tokens for development. Its contract: docs/openapi.yaml; by \
            example: docs/api.md.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws { try await serve([.profileAPI], using: options) }
}

/// The HTTP producer as a process of its own.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Accept events over HTTP and put them into Kafka.",
        discussion: """
            POST /api/v1/events takes one CloudEvent or a batch, POST /ingest/hrv and /ingest/sleep take a plain row. \
            202 means that the broker has acknowledged every event. Callers need a token of the role service, so it does \
            not start without auth.jwksFile or auth.jwksURL.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws { try await serve([.ingest], using: options) }
}

/// All processes in one.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run all processes in one, for a single machine.",
        discussion: """
            Needs Kafka, Redis and PostgreSQL where the settings say; "pulsehub dev" starts private ones and prints \
            the environment that points here.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws { try await serve(ProcessDefinition.up, using: options) }
}
