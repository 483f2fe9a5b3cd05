import ArgumentParser
import Postgres
import Terminal

extension DatabaseCommand {
    /// Applies what is missing.
    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply the SQL files that the database does not have yet.",
            discussion: """
                Each file is one transaction. If one fails, those before it stay and the next run continues with it. \
                Running this twice, or in two places at once, is safe.
                """)

        @OptionGroup var options: Options

        func run() async throws {
            let migrations = try options.load()
            let applied = try migrations.apply(on: try await options.connect())
            for migration in applied { print("applied \(migration.file)") }
            if applied.isEmpty { print("the database is up to date, \(migrations.all.count) migrations") }
        }
    }
}
