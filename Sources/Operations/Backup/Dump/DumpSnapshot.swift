import Blocking
import Postgres
import Stored

/// One moment of the database, held open so that several dumps show the same. Ends with its connection.
actor DumpSnapshot {
    /// A table that has rows of its own.
    struct Table: Sendable, Equatable {
        /// Quoted as PostgreSQL does where it must, with its schema.
        let name: String
        /// Quoted in any case, as a pattern of pg_dump that means this table alone.
        let pattern: String
        let bytes: Int64
        /// The partition that takes what no other takes.
        let isDefaultPartition: Bool
    }

    /// What the database is, at this moment.
    struct State: Sendable {
        var takenAt = ""
        var serverVersion = ""
        var database = ""
        var migration = 0
        var checkpoints: [Manifest.Checkpoint] = []
        var roles: [String] = []
    }

    private let executor = BlockingExecutor(label: "backup snapshot")
    private let connection: PostgresConnection
    /// What `pg_dump --snapshot` takes.
    let id: String

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Whoever holds this lock of the database takes the backup; its death frees it.
    private static let lock: Int64 = 0x7075_6C73_6562_6B70

    /// - Throws: `.busy` if another backup of this database is being taken, `.database` if it is none of ours.
    init(_ configuration: PostgresConfiguration) async throws {
        var configuration = configuration
        configuration.statementTimeout = .zero
        let connection: PostgresConnection
        do { connection = try PostgresConnection(configuration) } catch {
            throw BackupError(
                .database, "no connection to PostgreSQL (\(error.message)): start it, or correct postgres.url")
        }
        guard
            try connection.query("SELECT pg_try_advisory_lock($1) AS mine", [.int8(Self.lock)]).first?.bool("mine")
                == true
        else {
            throw BackupError(.busy, "another backup of this database is being taken: wait for it to end")
        }
        guard
            try connection.query(
                "SELECT num_nulls(to_regclass('\(Tables.checkpoints)'), to_regclass('public.schema_migrations')) = 0"
            ).first?.bool(0) == true
        else {
            throw BackupError(
                .database, "the database has no archive: run \"pulsehub db migrate\" first, or correct postgres.url")
        }
        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        id = try connection.query("SELECT pg_export_snapshot()").first?.text(0) ?? ""
        self.connection = connection
    }

    func state() throws -> State {
        var state = State()
        let row = try connection.query(
            """
            SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS taken_at,
                current_setting('server_version') AS version, current_database()::text AS database,
                (SELECT max(number) FROM public.schema_migrations) AS migration
            """
        ).first
        if let row {
            state.takenAt = try row.text("taken_at")
            state.serverVersion = try row.text("version")
            state.database = try row.text("database")
            state.migration = try row.int("migration")
        }
        state.checkpoints = try connection.query(
            "SELECT topic, partition, next_offset, cluster_id FROM \(Tables.checkpoints) ORDER BY topic, partition"
        ).rows.map {
            Manifest.Checkpoint(
                topic: try $0.text("topic"), partition: Int32(clamping: try $0.int("partition")),
                nextOffset: Int64(try $0.int("next_offset")),
                clusterID: try $0.isNull("cluster_id") ? nil : $0.text("cluster_id"))
        }
        // Owners are not restored: whoever restores owns all. What is granted to others is.
        state.roles = try connection.query(
            """
            SELECT r.rolname::text FROM pg_shdepend AS d JOIN pg_roles AS r ON r.oid = d.refobjid
            WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype <> 'o'
                AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            UNION SELECT r.rolname::text FROM pg_default_acl AS a JOIN pg_roles AS r ON r.oid = a.defaclrole ORDER BY 1
            """
        ).rows.map { try $0.text(0) }
        return state
    }

    /// The largest first.
    func tables() throws -> [Table] {
        try connection.query(
            """
            SELECT format('%I.%I', n.nspname, c.relname) AS name,
                '"' || replace(n.nspname, '"', '""') || '"."' || replace(c.relname, '"', '""') || '"' AS pattern,
                coalesce(pg_table_size(c.oid), 0) AS bytes,
                coalesce(pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', false) AS is_default
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence = 'p'
                AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            ORDER BY bytes DESC, name
            """
        ).rows.map {
            Table(
                name: try $0.text("name"), pattern: try $0.text("pattern"), bytes: Int64(try $0.int("bytes")),
                isDefaultPartition: try $0.bool("is_default"))
        }
    }

    /// Keeps tables from being dropped until the snapshot ends, as retention might a month of the archive.
    ///
    /// Not the default partition, and not all tables: whoever makes a new month must lock that one for itself, and would
    /// wait for the whole backup, and the archiver with it.
    func hold(_ tables: [Table]) throws {
        _ = try connection.query(
            """
            SELECT count(query_to_xml('SELECT FROM ONLY ' || name || ' LIMIT 0', false, true, '')) FROM unnest($1) AS name
            """, [.textArray(tables.filter { !$0.isDefaultPartition }.map(\.name))])
    }

    /// Lets the snapshot and the lock go; not before the last of the work that they are for.
    func end() { _ = try? connection.execute("ROLLBACK; SELECT pg_advisory_unlock_all()") }

    /// How many rows each has. The names are PostgreSQL's own, quoted by it.
    func count(_ tables: [Table]) throws -> [Manifest.Table] {
        // Undone at once, so that tables that are not held stay free.
        try connection.execute("SAVEPOINT counting")
        defer { _ = try? connection.execute("ROLLBACK TO SAVEPOINT counting") }
        return try RowCounts.read(tables.map(\.name), on: connection)
    }
}

/// Exact numbers of rows, of tables that are known at run time only.
enum RowCounts {
    /// - Parameter names: with their schemas, quoted by PostgreSQL.
    static func read(_ names: [String], on connection: PostgresConnection) throws -> [Manifest.Table] {
        try connection.query(
            """
            SELECT name, (xpath('/row/rows/text()', query_to_xml(
                'SELECT count(*) AS rows FROM ONLY ' || name, false, true, '')))[1]::text::bigint AS rows
            FROM unnest($1) AS name ORDER BY name COLLATE "C"
            """, [.textArray(names)]
        ).rows.map { Manifest.Table(name: try $0.text("name"), rows: Int64(try $0.int("rows"))) }
    }
}
