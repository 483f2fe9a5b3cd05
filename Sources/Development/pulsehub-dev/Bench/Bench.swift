import Assembly
import Foundation
import Identity
import Kafka
import LocalServers
import Postgres
import Redis
import Stored

/// Measures ratios side by side: every step beside the ceiling it cannot pass, all in one run on one machine.
struct Bench {
    static let partitions: Int32 = 12

    let events: Int
    let runs: Int
    let archive: Bool
    let api: Bool
    let options: ConfigurationOptions
    let tell: (String) -> Void

    func run(_ shapes: [Workload.Shape]) async throws -> BenchReport {
        var report = BenchReport(cores: ProcessInfo.processInfo.activeProcessorCount, events: events)
        for shape in shapes {
            let servers = try DevEnvironment.start(
                directory: nil, topics: nil, migrations: nil, partitions: Self.partitions)
            defer { servers.stop() }
            tell("\(shape.rawValue): producing \(events) events")
            try Workload(shape: shape, events: events).load(
                into: servers.cluster.bootstrapServers, partitions: Self.partitions)
            // First, since the stream processor adds records to the log that the archiver would read as well.
            if archive, shape == .deep {
                let rows = try measure([("binary COPY alone", .copy), ("archiver", .archiver)], servers)
                report.sections.append(.init(title: "archive", unit: "rows/s", rows: rows))
            }
            let rows = try measure(
                [
                    ("consume alone", .consume), ("consume + decode", .decode), ("decode + fold in memory", .fold),
                    ("stream processor", .processor),
                ], servers)
            report.sections.append(.init(title: "hot path, \(shape.rawValue)", unit: "events/s", rows: rows))
            if api, shape == .deep {
                report.sections.append(
                    .init(title: "profile API", unit: "requests/s", rows: try await apiRows(servers)))
            }
        }
        return report
    }

    /// Only live streams, of the profile API alone.
    func streams(_ count: Int) async throws -> String {
        let servers = try DevEnvironment.start(
            directory: nil, topics: nil, migrations: nil, partitions: Self.partitions)
        defer { servers.stop() }
        return try StreamsBench(
            count: count, servers: servers, token: try await servers.token(of: "bench", .service),
            start: { try start(.api, $0, servers, 0) }, tell: tell
        ).text()
    }

    /// Runs the rows in turn, several times over; the first is the ceiling of the others.
    private func measure(_ rows: [(name: String, row: BenchRowCommand.Row)], _ servers: DevEnvironment) throws
        -> [BenchRow]
    {
        var results = rows.map { _ in [Measurement]() }
        for run in 1...runs {
            for (index, (name, row)) in rows.enumerated() {
                try empty(servers)
                let process = try start(
                    row, ["--events", String(events), "--group", "bench-\(row)-\(run)"], servers, run)
                let result = try process.measurement()
                tell("run \(run) of \(runs): \(name): \(Int(result.rate)) per second")
                results[index].append(result)
            }
        }
        var finished: [BenchRow] = []
        for (row, runs) in zip(rows, results) { finished.append(BenchRow(row.name, runs, ceiling: finished.first)) }
        return finished
    }

    private func apiRows(_ servers: DevEnvironment) async throws -> [BenchRow] {
        var callers: [WrkLoad.Caller] = []
        for user in (0..<1000).map(Workload.user) {
            callers.append(.init(user: user, token: try await servers.token(of: user, .athlete)))
        }
        return try APIBench(
            runs: runs, servers: servers, callers: callers,
            start: { try start(.api, $0, servers, 0) }, tell: tell
        ).rows()
    }

    /// As if nothing had been processed yet.
    private func empty(_ servers: DevEnvironment) throws {
        try RedisConnection(servers.redis.configuration).command("FLUSHALL")
        _ = try PostgresConnection(servers.postgres.configuration).execute(
            """
            TRUNCATE \(Tables.events), \(Tables.checkpoints), \(Tables.hrvDaily), \(Tables.sleepDaily),
                \(Tables.napDaily), \(Tables.trainingDaily), \(Tables.profileSettings), \(Tables.readinessSnapshots),
                \(Tables.readinessRevisions), \(Tables.rescoreQueue), \(Tables.profileSnapshots)
            """)
    }

    private func start(
        _ row: BenchRowCommand.Row, _ arguments: [String], _ servers: DevEnvironment, _ run: Int
    ) throws -> RowProcess {
        var all = arguments + ["--config-repo", options.configRepo, "--config-path", options.configPath]
        all += ["--config-ref", options.configRef, "--set", "log.level=warning"]
        // A group of its own for every run: nobody waits for the last one's members to be given up.
        all += ["--set", "kafka.groupPrefix=bench-\(run)"]
        for text in options.overrides { all += ["--set", text] }
        return try RowProcess(row, all, environment: servers.variables)
    }
}
