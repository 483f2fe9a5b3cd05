import Events
import Foundation
import Kafka
import LocalServers
import Logging
import Postgres
import Profiles
import Readiness
import TestSupport

@testable import Cold
@testable import Streaming

/// A migrated PostgreSQL, and what the archiver would have written into it.
final class Database {
    static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "c0ffee")
    static let firstDay = CivilDate(dayNumber: 20_000)

    let server: PostgresServer
    /// The archiver's connection.
    let archiver: PostgresConnection

    static func run(_ body: (Database) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/rescore-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let server = try PostgresServer.start(in: directory, durable: false)
        defer { server.stop() }
        try await body(Database(server))
    }

    private init(_ server: PostgresServer) throws {
        self.server = server
        archiver = try PostgresConnection(server.configuration)
        _ = try Migrations(directory: Checkout.path("db/migrations")).apply(on: archiver)
        _ = try archiver.execute(DailyTables.prepare + RescoreQueue.prepare + SnapshotTables.prepare)
    }

    /// A rescorer's connection.
    func worker() throws -> PostgresConnection {
        let connection = try PostgresConnection(server.configuration)
        _ = try connection.execute(SnapshotTables.prepare)
        return connection
    }

    /// A sink of the archiver, with connections of its own.
    func sink() throws -> ColdSink {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let reading = SinkRunner.Configuration(
            group: "g", topics: [], properties: [:], drainDeadline: .seconds(1), restartsOnTopicReset: false,
            batch: { BatchLimits(records: 10, wait: .zero) })
        let configuration = Archiver.Configuration(
            reading: reading, postgres: server.configuration,
            now: { Instant(milliseconds: 1_750_000_000_000) },
            live: {
                Archiver.Live(partitionsAheadMonths: 1, retentionMonths: 0, invalidRecords: [:], signatures: .none)
            })
        let archive = try PostgresArchive(configuration.postgres, monthsAhead: 1, logger: logger)
        return try ColdSink(configuration, archive: archive, progress: ArchiveProgress(), logger: logger)
    }

    func step(datesMax: Int = 400) -> RescoreStep { RescoreStep(terms: Self.terms, datesMax: datesMax) }

    /// Archives a morning per day into the daily tables, as far as the offset.
    func archive(_ user: String, days: Range<Int>, through offset: Int64 = 100) throws {
        var batch = ArchiveBatch()
        for event in Self.mornings(user, days) { batch.add(event) }
        try archiver.transaction {
            try DailyTables.upsert(batch, on: archiver)
            _ = try archiver.query(
                """
                INSERT INTO archive.checkpoints (topic, partition, next_offset) VALUES ($1, 0, $2)
                ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
                """, [.text(Topics.wellness), .int8(offset + 1)])
        }
    }

    static func mornings(_ user: String, _ days: Range<Int>) -> [Event] {
        days.map { day in
            let date = firstDay.advanced(by: day)
            let at = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000)
            let row = HRVRecorded(
                date: date, vendor: "oura", rMSSD: 50 + Double(day * day % 11), restingHR: 50, capturedAt: at)
            return Event(id: "\(user)-\(day)", source: "s", subject: user, time: at, payload: .hrv(row))
        }
    }

    static func request(_ user: String, _ days: ClosedRange<Int>, offset: Int64 = 100) -> RescoreRequest {
        RescoreRequest(
            userID: user, dates: firstDay.advanced(by: days.lowerBound)...firstDay.advanced(by: days.upperBound),
            cause: "\(user)-\(days.lowerBound)", origin: origin(offset))
    }

    static func origin(_ offset: Int64) -> RecordOrigin {
        RecordOrigin(topic: Topics.wellness, partition: 0, offset: offset)
    }

    func enqueue(_ requests: RescoreRequest..., on connection: PostgresConnection? = nil) throws {
        let connection = connection ?? archiver
        var batch = ArchiveBatch()
        for request in requests {
            var rows = InsightRows()
            rows.rescore = request
            batch.add(rows)
        }
        try connection.transaction { try RescoreQueue.enqueue(batch, on: connection) }
    }

    /// The documents of a user's snapshots, oldest first.
    func documents(of user: String) throws -> [String] {
        try archiver.query(
            "SELECT document FROM readiness_snapshots WHERE user_id = $1 ORDER BY date", [.text(user)]
        ).rows.map { try $0.text(0) }
    }

    /// What the documents must be, by the definition.
    static func expected(_ user: String, days: Range<Int>) -> [String] {
        var profile = WellnessProfile()
        for event in mornings(user, days) { _ = profile.apply(event) }
        return profile.scoredDates(in: .earliest...CivilDate(dayNumber: .max)).map { date in
            String(decoding: profile.readinessDocument(on: date, terms: terms, userID: user), as: UTF8.self)
        }
    }

    /// `user first..last`, in days since the first, of every request in the queue.
    func queue() throws -> [String] {
        try archiver.query("SELECT user_id, first_date, last_date FROM rescore_queue ORDER BY user_id").rows.map {
            row in
            let days = try ["first_date", "last_date"].map { column in
                CivilDate(dayNumber: try row.date(.name(column))).days(since: Self.firstDay)
            }
            return "\(try row.text("user_id")) \(days[0])..\(days[1])"
        }
    }
}
