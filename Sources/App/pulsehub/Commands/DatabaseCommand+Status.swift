import ArgumentParser
import Postgres
import Terminal

extension DatabaseCommand {
    /// Changes nothing, not even in an empty database.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show which SQL files the database has.",
            discussion: """
                Exit code 0 if the database is as this build needs it; 1 if a file is missing, was changed after it \
                was applied, or is unknown to this build.
                """)

        @OptionGroup var options: Options

        func run() async throws {
            let migrations = try options.load()
            let connection = try await options.connect()
            let entries = Self.entries(
                wanted: try Self.wanted(migrations, on: connection), applied: try Self.applied(on: connection))
            for entry in entries { print(entry.line) }
            guard entries.allSatisfy(\.isFine) else { throw ExitCode.failure }
        }
    }
}

extension DatabaseCommand.Status {
    /// A file as this build ships it, or as the database recorded it.
    struct File {
        let number: Int
        let name: String
        /// SHA-256 in hexadecimal.
        let digest: String
        /// RFC 3339; nil for a file of this build.
        var appliedAt: String?
    }

    /// What is to be said about one number.
    struct Entry: Equatable {
        let line: String
        let isFine: Bool
    }

    /// In the order of the numbers.
    static func entries(wanted: [File], applied: [File]) -> [Entry] {
        Set((wanted + applied).map(\.number)).sorted().compactMap { number in
            let applied = applied.first { $0.number == number }
            let when = applied?.appliedAt ?? ""
            switch (wanted.first { $0.number == number }, applied) {
            case (let wanted?, let applied?) where wanted.digest == applied.digest:
                return Entry(line: "\(wanted.name)  applied \(when)", isFine: true)
            case (let wanted?, .some):
                return Entry(line: "\(wanted.name)  CHANGED after it was applied \(when)", isFine: false)
            case (let wanted?, nil):
                return Entry(line: "\(wanted.name)  pending: run pulsehub db migrate", isFine: false)
            case (nil, let applied?):
                return Entry(line: "\(applied.name)  UNKNOWN to this build, applied \(when)", isFine: false)
            case (nil, nil): return nil
            }
        }
    }

    /// The server computes the digests, as it did when it recorded them.
    private static func wanted(_ migrations: Migrations, on connection: PostgresConnection) throws -> [File] {
        try migrations.all.compactMap { migration in
            let result = try connection.query(
                "SELECT encode(sha256($1), 'hex') AS digest", [.bytea(Array(migration.sql.utf8))])
            return try result.first.map {
                File(number: migration.number, name: migration.file, digest: try $0.text("digest"))
            }
        }
    }

    private static func applied(on connection: PostgresConnection) throws -> [File] {
        let table = try connection.query("SELECT to_regclass('public.schema_migrations') IS NOT NULL AS exists")
        guard try table.first?.bool("exists") == true else { return [] }
        let rows = try connection.query(
            """
            SELECT number, file, encode(sha256, 'hex') AS digest,
                to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS applied_at
            FROM public.schema_migrations ORDER BY number
            """
        ).rows
        return try rows.map {
            File(
                number: try $0.int("number"), name: try $0.text("file"), digest: try $0.text("digest"),
                appliedAt: try $0.text("applied_at"))
        }
    }
}
