import Postgres

/// pg_dump, at one snapshot of one database.
struct DumpProgram: Sendable {
    private let program: Tool
    private let common: [String]

    init(_ postgres: PostgresConfiguration, snapshot: String, compression: Int) {
        program = Tool(
            name: "pg_dump", package: "postgresql-client", environment: (try? postgres.environment()) ?? [:])
        // A lock that somebody else holds is a reason to fail and say so, not to wait for ever.
        common = [
            "--format=custom", "--no-password", "--snapshot=\(snapshot)", "--compress=\(compression)",
            "--lock-wait-timeout=60s",
        ]
    }

    /// Definitions alone, without anybody's data; also what is computed when they are restored, such as materialised views.
    func schema(_ sink: ByteSink) async throws {
        try await dump(["--section=pre-data", "--section=post-data"], sink)
    }

    func rows(of table: String, _ sink: ByteSink) async throws {
        try await dump(["--section=data", "--table=\(table)"], sink)
    }

    func rows(ofAllBut tables: [String], _ sink: ByteSink) async throws {
        try await dump(["--section=data"] + tables.map { "--exclude-table=\($0)" }, sink)
    }

    private func dump(_ arguments: [String], _ sink: ByteSink) async throws {
        do { try await program.read(common + arguments, sink) } catch let error as BackupError {
            guard error.description.contains("server version mismatch") else { throw error }
            throw BackupError(
                .program,
                "pg_dump is older than the server: install the postgresql-client of the server's version (\(error.description))"
            )
        }
    }
}
