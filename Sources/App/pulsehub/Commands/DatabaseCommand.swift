import ArgumentParser
import Assembly
import Postgres
import Settings

/// The form of the database.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Bring the database to the form that this build needs.",
        discussion: """
            The form is a list of numbered SQL files in db/migrations; the database remembers which of them it has. \
            The address is the setting postgres.url.

            EXAMPLES
              pulsehub db status
              pulsehub db migrate
              pulsehub db migrate --set postgres.url=postgresql://db.internal/pulsehub
            """,
        subcommands: [Migrate.self, Status.self])

    /// What both subcommands need to know.
    struct Options: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Directory of the SQL files; by default the one shipped with the code.", valueName: "dir"))
        var migrations: String?

        @OptionGroup(title: "Configuration, for the database's address") var configuration: ConfigurationOptions

        func load() throws -> Migrations {
            let directory = try ProjectFiles.directory("db/migrations", given: migrations, option: "--migrations")
            return try Migrations(directory: directory)
        }

        /// The database that the archiver would use.
        func connect() async throws -> PostgresConnection {
            let settings = try await configuration.load(.archiver)
            var configuration = try Assembly(settings).postgres()
            configuration.applicationName = "pulsehub-db"
            do {
                return try PostgresConnection(configuration)
            } catch {
                throw OperatorError(
                    """
                    no connection to \(settings[\.postgres.url]) (\(error.message)): \
                    start PostgreSQL and create the database, or correct \
                    postgres.url, whose value comes from: \(settings.origin("postgres.url"))
                    """)
            }
        }
    }
}
