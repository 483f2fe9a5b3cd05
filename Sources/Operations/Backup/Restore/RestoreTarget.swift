import Blocking
import Glibc
import Postgres

/// The database that a restore fills: an empty one, or none yet. Everything goes into a new database beside it, which takes
/// its name in one transaction at the end, so that nobody ever meets half of a restore.
actor RestoreTarget {
    private let executor = BlockingExecutor(label: "restore")
    private let configuration: PostgresConfiguration
    /// To the server, but not to the database in question: it could not be renamed.
    private let server: PostgresConnection
    /// The database's name.
    let name: String
    /// The new database's.
    let newName: String

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// How long the swap waits for others to leave the database.
    private static let patience = Duration.seconds(20)
    private static let moment = Duration.seconds(2)
    /// PostgreSQL's limit, less the longest ending of ours.
    private static let nameBytesMax = 63 - "_pulsehub_restore".utf8.count

    init(_ configuration: PostgresConfiguration) async throws {
        var configuration = configuration
        configuration.statementTimeout = .zero
        guard let name = try configuration.environment()["PGDATABASE"] ?? configuration.environment()["PGUSER"] else {
            throw BackupError(.database, "postgres.url names no database: add dbname=pulsehub")
        }
        guard name.utf8.count <= Self.nameBytesMax else {
            throw BackupError(
                .database, "the database's name is longer than the \(Self.nameBytesMax) bytes it may have here")
        }
        self.configuration = configuration
        self.name = name
        newName = name + "_pulsehub_restore"
        configuration.database = name == "postgres" ? "template1" : "postgres"
        do { server = try PostgresConnection(configuration) } catch {
            throw BackupError(
                .database,
                "no connection to PostgreSQL's database \(configuration.database ?? "") (\(error.message)): start "
                    + "PostgreSQL, or correct postgres.url, whose role must be let into that database too")
        }
    }

    /// Makes the new database, with the roles that the backup's rights are for.
    ///
    /// - Throws: `.database` if the database holds anything, or somebody uses it.
    func prepare(roles: [String]) throws {
        guard
            try server.query("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").first?.bool(0)
                == true
        else {
            throw BackupError(
                .database,
                "the role in postgres.url may not make a database: ALTER ROLE … CREATEDB, for the restore at least")
        }
        try checkEmpty()
        try waitUntilUnused()
        for role in roles {
            try run(
                """
                SELECT format('CREATE ROLE %I NOLOGIN', $1::text)
                WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)
                """, [.text(role)], cure: "the role in postgres.url may not make the role \(role): make it beforehand")
        }
        // One that is there was left by a restore that died.
        try drop()
        try run(
            "SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING ''UTF8''', $1::text)", [.text(newName)],
            cure: "the new database cannot be made")
    }

    /// How to reach the new database.
    nonisolated var newDatabase: PostgresConfiguration {
        var configuration = configuration
        configuration.database = newName
        return configuration
    }

    /// Compares what is there with what must be, and gathers what PostgreSQL plans by.
    func finish(_ tables: [Manifest.Table]) throws {
        let connection = try PostgresConnection(newDatabase)
        for (table, found) in zip(tables, try RowCounts.read(tables.map(\.name), on: connection)) where table != found {
            throw BackupError(
                .damaged, "rows in \(table.name) after the restore: \(found.rows), instead of \(table.rows)")
        }
        try connection.execute("ANALYZE")
    }

    /// Gives the new database the name, once nobody uses the old one, and drops that.
    func swap() throws {
        let end = ContinuousClock.now + Self.patience
        while true {
            // Somebody may have begun to fill it.
            try checkEmpty()
            do { return try rename() } catch let error as PostgresError {
                // 55006: somebody is connected.
                guard error.sqlState == "55006", ContinuousClock.now < end else { throw error }
            }
            usleep(200_000)
        }
    }

    /// After a failure.
    func drop() throws {
        try run("SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', $1::text)", [.text(newName)], cure: "")
    }

    private func rename() throws {
        let old = name + "_pulsehub_empty"
        try run("SELECT format('DROP DATABASE IF EXISTS %I', $1::text)", [.text(old)], cure: "")
        let statements = try server.query(
            """
            SELECT coalesce((SELECT format('ALTER DATABASE %I RENAME TO %I', datname, $2::text)
                    FROM pg_database WHERE datname = $1), '') AS away,
                format('ALTER DATABASE %I RENAME TO %I', $3::text, $1::text) AS hither
            """, [.text(name), .text(old), .text(newName)])
        guard let row = statements.first else { return }
        let (away, hither) = (try row.text("away"), try row.text("hither"))
        try server.transaction {
            if !away.isEmpty { try server.execute(away) }
            try server.execute(hither)
        }
        try run("SELECT format('DROP DATABASE IF EXISTS %I', $1::text)", [.text(old)], cure: "")
    }

    /// Nothing but what migrations put there.
    private func checkEmpty() throws {
        guard try server.query("SELECT FROM pg_database WHERE datname = $1", [.text(name)]).count > 0 else { return }
        let filled = try PostgresConnection(configuration).query(
            """
            SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                AND c.relispopulated
                AND format('%I.%I', n.nspname, c.relname) NOT IN ('public.schema_migrations', 'access.generation')
                AND query_to_xml(format('SELECT FROM ONLY %I.%I LIMIT 1', n.nspname, c.relname), false, true, '')::text <> ''
            ORDER BY name LIMIT 5
            """
        ).rows.map { try $0.text("name") }
        guard filled.isEmpty else {
            throw BackupError(
                .database,
                "the database \(name) is not empty (\(filled.joined(separator: ", "))): a restore never overwrites. Name an "
                    + "empty database in postgres.url, or rename this one: ALTER DATABASE … RENAME TO …")
        }
    }

    /// A session that has just ended is still seen for a moment; one that stays is somebody's.
    private func waitUntilUnused() throws {
        let end = ContinuousClock.now + Self.moment
        while true {
            let sessions = try sessions()
            if sessions.isEmpty { return }
            guard ContinuousClock.now < end else {
                throw BackupError(
                    .database,
                    "the database \(name) is in use by \(sessions.joined(separator: ", ")): stop archiver and profile-api "
                        + "(or \"up\") until the restore is done")
            }
            usleep(100_000)
        }
    }

    /// Who uses the database.
    private func sessions() throws -> [String] {
        try server.query(
            """
            SELECT coalesce(nullif(application_name, ''), 'unnamed') || ' (pid ' || pid || ')' AS who
            FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            ORDER BY pid LIMIT 10
            """, [.text(name)]
        ).rows.map { try $0.text("who") }
    }

    /// Runs the statement that the query makes, whose names the server has quoted.
    private func run(_ query: String, _ parameters: [PostgresValue], cure: String) throws {
        guard let statement = try server.query(query, parameters).first?.text(0) else { return }
        do { try server.execute(statement) } catch {
            throw cure.isEmpty ? error as any Error : BackupError(.database, "\(cure) (\(error))")
        }
    }
}
