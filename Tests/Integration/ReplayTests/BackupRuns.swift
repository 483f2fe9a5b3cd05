import Backup
import Foundation
import Kafka
import LocalServers
import Postgres
import TestSupport
import Testing

/// A place for backups and the key to them, beside a pipeline.
struct BackupRuns {
    let pipeline: Pipeline
    let directory: String
    /// Of every command, environment variables without their `PULSEHUB_`.
    var settings: [String: String]

    static func run(_ body: (BackupRuns) async throws -> Void) async throws {
        try await Pipeline.run { pipeline in
            let directory = FileManager.default.temporaryDirectory.path + "/backups-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            _ = try BackupKey.create(file: directory + "/key")
            try await body(
                BackupRuns(
                    pipeline: pipeline, directory: directory,
                    settings: [
                        "BACKUP_STORE": directory + "/store", "BACKUP_KEY_FILE": directory + "/key",
                        "BACKUP_ADMIN_PORT": "0",
                    ]))
        }
    }

    /// Runs a command to its end.
    func callAsFunction(
        _ role: PipelineProcess.Role, _ arguments: [String] = [], _ more: [String: String] = [:]
    ) throws -> (exitCode: Int32?, output: String) {
        let process = try start(role, arguments, more)
        _ = process.waitForEnd(within: .seconds(90))
        return (process.exitCode, process.log)
    }

    func start(
        _ role: PipelineProcess.Role, _ arguments: [String] = [], _ more: [String: String] = [:]
    ) throws -> PipelineProcess {
        try pipeline.start(role, settings.merging(more) { $1 }, arguments: arguments)
    }

    /// The manifests of all backups, the newest first.
    func manifests() throws -> [Manifest] {
        try self(.backup, ["list", "--json"]).output.split(separator: "\n").filter { $0.hasPrefix("{\"checkpoints") }
            .map { try JSONDecoder().decode(Manifest.self, from: Data($0.utf8)) }
    }

    /// Takes a backup.
    func create(_ more: [String: String] = [:]) throws {
        let (code, output) = try self(.backup, ["create"], more)
        #expect(code == 0, "\(output)")
    }

    func expectFailure(
        _ role: PipelineProcess.Role, _ arguments: [String] = [], _ more: [String: String] = [:], says text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (code, output) = try self(role, arguments, more)
        #expect(code == 1 && output.contains(text), "\(code ?? -1): \(output)", sourceLocation: sourceLocation)
    }

    /// Everything in the store, `backup/file`.
    func stored() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory + "/store").filter { $0.contains("/") }.sorted()
    }

    /// As if the server had been set up anew.
    func loseDatabase() throws {
        let connection = try server()
        try connection.execute("DROP DATABASE postgres WITH (FORCE)")
        try connection.execute("CREATE DATABASE postgres")
    }

    /// To another database than the pipeline's.
    func server() throws -> PostgresConnection {
        var configuration = pipeline.postgres.configuration
        configuration.database = "template1"
        return try PostgresConnection(configuration)
    }

    func databases() throws -> [String] {
        try server().query("SELECT datname::text FROM pg_database ORDER BY 1").rows.map { try $0.text(0) }
    }

    func count(_ table: StaticString) throws -> Int? {
        try pipeline.openPostgres().query("SELECT count(*) FROM \(table)").first?.int(0)
    }

    /// The archived offsets of each partition, each once, from 0 on.
    func expectArchiveIsLog(below checkpoints: [Manifest.Checkpoint]) throws {
        let archived = try pipeline.openPostgres().query(
            """
            SELECT topic || '/' || partition || ':' || count(*) || ' ' || count(DISTINCT "offset") || ' ' || max("offset") + 1
            FROM archive.events GROUP BY topic, partition ORDER BY 1
            """
        ).rows.map { try $0.text(0) }
        let expected = checkpoints.filter { $0.nextOffset > 0 }
            .map { "\($0.topic)/\($0.partition):\($0.nextOffset) \($0.nextOffset) \($0.nextOffset)" }
        #expect(archived == expected.sorted())
    }
}
