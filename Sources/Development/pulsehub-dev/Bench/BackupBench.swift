import Assembly
import Backup
import Cold
import Events
import Foundation
import Kafka
import LocalServers
import Postgres
import Redis
import Replay
import Settings
import Streaming
import Terminal

/// How long it takes to back up, to restore, and to serve again.
struct BackupBench {
    let events: Int
    let options: ConfigurationOptions
    let tell: (String) -> Void

    /// Far less than the in-memory log keeps.
    private static let chunk = 24_000

    func text() async throws -> String {
        let servers = try DevEnvironment.start(
            directory: nil, topics: nil, migrations: nil, partitions: Bench.partitions)
        defer { servers.stop() }
        let key = servers.directory + "/backup.key"
        _ = try BackupKey.create(file: key)
        let running = try await options.start(
            [.archiver, .streamProcessor, .backup],
            overrides: servers.overrides + [
                ("backup.store", servers.directory + "/backups"), ("backup.keyFile", key), ("log.level", "warning"),
            ])
        guard let archiver = running.assembly(.archiver), let processor = running.assembly(.streamProcessor),
            let backup = running.assembly(.backup)
        else { throw DevError("the configuration lacks a service") }
        tell("archiving \(events) events")
        try await fill(servers, archiver)
        let postgres = try backup.postgres()
        let configuration = try BackupConfiguration(backup.settings, backup.settings.commit)
        let size =
            try PostgresConnection(postgres).query("SELECT pg_database_size(current_database())").first?.int(0) ?? 0

        tell("backing up")
        let (manifest, taking) = try await timed {
            try await BackupRun(configuration, logger: backup.logger).take(now: Assembly.now())
        }
        let name = try await BackupCatalog(backup.settings).find("latest")
        let (_, checking) = try await timed { try await BackupCheck(configuration).run(name) }

        tell("losing PostgreSQL and Redis, restoring")
        try lose(servers, postgres)
        let (_, restoring) = try await timed { try await RestoreRun(configuration, logger: backup.logger).run(name) }
        tell("rebuilding Redis")
        let terms = try options.terms(processor.settings)
        let (rebuilt, rebuilding) = try await timed {
            try await Rebuild(
                redis: processor.redis(), postgres: postgres, terms: terms,
                options: Rebuild.Options(partitionCounts: [Topics.wellness: Bench.partitions])
            ).all { _ in }
        }
        tell("verifying")
        let verification = try Verification(redis: processor.redis(), postgres: postgres, terms: terms)
        let (report, verifying) = try await timed { try await verification.run { _ in } }
        return TextTable.lines([
            ["backup and recovery, \(events) events of \(rebuilt.users) users", ""],
            ["database, with indexes", ByteSize.text(Int64(size))],
            ["backup", ByteSize.text(manifest.bytes)],
            ["take it, s", seconds(taking)],
            ["check it (backup verify), s", seconds(checking)],
            ["restore PostgreSQL, s", seconds(restoring)],
            ["rebuild Redis, s", seconds(rebuilding)],
            ["recovery time, s", seconds(restoring + rebuilding)],
            ["verify afterwards, s", seconds(verifying)],
            ["differences", "\(report.differenceCount)"],
        ]).joined(separator: "\n")
    }

    /// The real archiver, with the log produced just ahead of it.
    private func fill(_ servers: DevEnvironment, _ assembly: Assembly) async throws {
        let archiver = try assembly.archiver()
        let reading = Task { try await archiver.runner.run() }
        let producer = try Producer(
            properties: ["bootstrap.servers": servers.cluster.bootstrapServers, "linger.ms": "20"], clientID: "bench",
            queueRecordsMax: Self.chunk)
        defer { producer.close(deadline: .seconds(5)) }
        let workload = Workload(shape: .deep, events: events)
        for start in stride(from: 0, to: events, by: Self.chunk) {
            try workload.produce(start..<min(start + Self.chunk, events), by: producer)
            while archiver.progress.records < start { try await Task.sleep(for: .milliseconds(5)) }
        }
        while archiver.progress.records < events { try await Task.sleep(for: .milliseconds(5)) }
        archiver.runner.stop()
        try await reading.value
    }

    private func lose(_ servers: DevEnvironment, _ postgres: PostgresConfiguration) throws {
        try RedisConnection(servers.redis.configuration).command("FLUSHALL")
        var server = postgres
        server.database = "template1"
        let connection = try PostgresConnection(server)
        try connection.execute("DROP DATABASE postgres WITH (FORCE)")
        try connection.execute("CREATE DATABASE postgres")
    }

    private func timed<Value>(_ work: () async throws -> Value) async throws -> (Value, Duration) {
        let start = ContinuousClock.now
        let value = try await work()
        return (value, ContinuousClock.now - start)
    }

    private func seconds(_ duration: Duration) -> String { String(format: "%.1f", duration / .seconds(1)) }
}
