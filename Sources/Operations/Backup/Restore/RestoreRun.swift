import FoundationEssentials
import Glibc
import Logging
import Postgres

/// Restores a backup into an empty system.
package struct RestoreRun: Sendable {
    private let configuration: BackupConfiguration
    private let files: SealedFiles
    private let logger: Logger

    /// - Parameter progress: counts what is read.
    package init(_ configuration: BackupConfiguration, progress: BackupProgress = BackupProgress(), logger: Logger) {
        self.configuration = configuration
        files = SealedFiles(store: configuration.store, key: configuration.key, progress: progress)
        self.logger = logger
    }

    /// All of it, or nothing: until every byte has proved to be the sealer's, every file whole and every table complete, the
    /// database that the settings name stays as it was.
    ///
    /// - Throws: ``BackupError``; the database is unchanged then.
    package func run(_ backup: BackupName) async throws -> Manifest {
        let manifest = try await files.manifest(of: backup)
        let target = try await RestoreTarget(configuration.postgres)
        try await target.prepare(roles: manifest.roles)
        do {
            try await fill(manifest, backup, target.newDatabase)
            try await target.finish(manifest.tables)
            try await target.swap()
            return manifest
        } catch {
            // In a task of its own, since this one may be cancelled.
            await Task { do { try await target.drop() } catch { note(error, target.newName) } }.value
            throw error
        }
    }

    private func fill(_ manifest: Manifest, _ backup: BackupName, _ database: PostgresConfiguration) async throws {
        let program = Tool(
            name: "pg_restore", package: "postgresql-client", environment: try database.environment())
        let common = ["--exit-on-error", "--no-owner", "--no-password", "--dbname=\(database.database ?? "")"]
        // pg_restore reads this one several times over. It holds definitions, and nobody's data.
        let schema = try await schemaFile(manifest, backup)
        defer { unlink(schema) }
        try await program.run(common + ["--section=pre-data", schema])
        let jobs = manifest.data.map { file in
            { @Sendable in
                try await program.feed(common + ["--section=data"]) { write in
                    try await files.get(file, of: backup) { try await write($0) }
                }
            }
        }
        _ = try await inParallel(jobs, configuration.jobs)
        try await program.run(common + ["--section=post-data", "--jobs=\(configuration.jobs)", schema])
    }

    private func schemaFile(_ manifest: Manifest, _ backup: BackupName) async throws -> String {
        var path = Array(FileManager.default.temporaryDirectory.path.utf8CString.dropLast())
        path += "/pulsehub-schema-XXXXXX".utf8CString
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else {
            throw BackupError(.store, "no temporary file can be made: \(String(cString: strerror(errno))); set TMPDIR")
        }
        defer { close(descriptor) }
        let name = path.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        do {
            try await files.get(manifest.schema, of: backup) { bytes in
                guard bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
                    throw BackupError(
                        .store, "\(name) cannot be written: \(String(cString: strerror(errno))); set TMPDIR")
                }
            }
        } catch {
            unlink(name)
            throw error
        }
        return name
    }

    private func note(_ error: any Error, _ database: String) {
        logger.warning(
            "the unfinished database could not be dropped; the next restore does it",
            metadata: ["database": "\(database)", "error": "\(error)"])
    }
}
