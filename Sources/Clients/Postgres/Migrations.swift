import FoundationEssentials

/// Numbered SQL files that bring a database to the form that this build needs.
///
/// Each is applied once, in the order of the numbers, in a transaction of its own; an advisory lock makes processes that
/// start together take turns. `schema_migrations` records what was applied, with a checksum, so that editing an applied
/// file is noticed.
package struct Migrations: Sendable {
    /// One file.
    package struct Migration: Sendable, Equatable {
        /// Unique; the order of application.
        package let number: Int
        /// The file's name without number and extension.
        package let name: String
        /// Statements, without `BEGIN` and `COMMIT`.
        package let sql: String

        /// As it would be read from `NNNN-name.sql`.
        package init(number: Int, name: String, sql: String) {
            self.number = number
            self.name = name
            self.sql = sql
        }

        /// `NNNN-name.sql`
        package var file: String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-\(name).sql"
        }
    }

    /// In the order of application.
    package let all: [Migration]

    /// Throws `MigrationError` if a number appears twice.
    package init(_ migrations: [Migration]) throws(MigrationError) {
        all = migrations.sorted { $0.number < $1.number }
        for (one, next) in zip(all, all.dropFirst()) where one.number == next.number {
            throw MigrationError(file: next.file, reason: "has the same number as \(one.file)")
        }
    }

    /// Reads every `.sql` file of a directory; one whose name is not `NNNN-name.sql` is an error.
    package init(directory: String) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".sql") }
        try self.init(
            files.map { file in
                let parts = file.dropLast(4).split(separator: "-", maxSplits: 1)
                guard parts.count == 2, parts[0].count == 4, let number = Int(parts[0]), number >= 0 else {
                    throw MigrationError(file: file, reason: "is not named NNNN-name.sql")
                }
                let sql = try String(contentsOfFile: "\(directory)/\(file)", encoding: .utf8)
                return Migration(number: number, name: String(parts[1]), sql: sql)
            })
    }

    /// Applies what is missing and returns it; empty if the database was up to date.
    ///
    /// Throws `MigrationError`, naming the file, if a statement fails (that file is rolled back, earlier ones stay), an
    /// applied file was changed, or the database has a migration that this build does not know. Statement timeouts do
    /// not apply.
    package func apply(on connection: PostgresConnection) throws -> [Migration] {
        try connection.execute("SET statement_timeout = 0")
        defer { _ = try? connection.execute("RESET statement_timeout") }
        try connection.query("SELECT pg_advisory_lock($1)", [.int8(Self.lock)])
        defer { _ = try? connection.query("SELECT pg_advisory_unlock($1)", [.int8(Self.lock)]) }
        try connection.execute(Self.table)
        try checkUnknown(on: connection)
        return try all.filter { try apply($0, on: connection) }
    }

    /// Any number that nobody else uses for an advisory lock: "pulsehub" in ASCII.
    private static let lock: Int64 = 0x7075_6C73_6568_7562

    private static let table = """
        SET client_min_messages = warning;
        CREATE TABLE IF NOT EXISTS public.schema_migrations (
            number integer PRIMARY KEY,
            file text NOT NULL,
            sha256 bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        RESET client_min_messages
        """

    private func checkUnknown(on connection: PostgresConnection) throws {
        let known = Set(all.map(\.number))
        for row in try connection.query("SELECT number, file FROM public.schema_migrations ORDER BY number").rows {
            guard try known.contains(row.int("number")) else {
                throw MigrationError(file: try row.text("file"), reason: "is applied, but unknown to this build")
            }
        }
    }

    /// False if it was applied already.
    private func apply(_ migration: Migration, on connection: PostgresConnection) throws -> Bool {
        let number = PostgresValue.int4(Int32(clamping: migration.number))
        let applied = try connection.query(
            "SELECT sha256 = sha256($2) AS same FROM public.schema_migrations WHERE number = $1",
            [number, .bytea(Array(migration.sql.utf8))])
        if let row = applied.first {
            guard try row.bool("same") else {
                throw MigrationError(file: migration.file, reason: "was changed after it had been applied")
            }
            return false
        }
        do {
            try connection.transaction {
                try connection.execute(migration.sql)
                try connection.query(
                    "INSERT INTO public.schema_migrations (number, file, sha256) VALUES ($1, $2, sha256($3))",
                    [number, .text(migration.file), .bytea(Array(migration.sql.utf8))])
            }
        } catch let error as PostgresError {
            throw MigrationError(file: migration.file, reason: "failed", cause: error)
        }
        return true
    }
}
