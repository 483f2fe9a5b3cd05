import ArgumentParser
import Assembly
import Foundation
import Kafka
import LocalServers
import Logging
import Postgres
import ServiceLifecycle
import Settings
import Terminal

/// Private servers for a laptop or CI.
struct DevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Start a private Kafka, Redis and PostgreSQL for trying things out.",
        discussion: """
            Redis (with append-only file) and PostgreSQL are Debian's, on free ports, with their files in the run \
            directory. Kafka is librdkafka's in-memory cluster: real protocol over TCP, but its log lives in this \
            process, keeps at most 5 MiB per partition, and is gone when it ends. Everything stops with Ctrl-C.

            EXAMPLE
              pulsehub dev --directory run      # in one terminal
              . run/dev.env && pulsehub up      # in another
            """)

    @Option(help: "Where the servers keep their files; a new temporary directory if absent.") var directory: String?
    @Option(help: "Partitions of each topic; as in topics/ if absent.") var partitions: Int32?
    @Option(help: "Where the topic files are.") var topics: String?
    @Option(help: "Where the SQL migrations are.") var migrations: String?

    func run() async throws {
        bootstrapLogging()
        let environment = try DevEnvironment.start(
            directory: directory, topics: topics, migrations: migrations, partitions: partitions)
        defer { environment.stop() }
        print("use it     . \(environment.directory)/dev.env && \(ProgramName.current) up")
        print(environment.summary)
        // Also into a file or a pipe, which would otherwise see it at the end.
        fflush(nil)
        try await serveUntilSignal([UntilShutdown()], logger: Logger(label: "dev"))
    }
}
