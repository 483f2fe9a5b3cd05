import Events
import Logging
import Postgres
import Testing

@testable import Cold

@Suite("The archive's retention")
struct ArchiveRetentionTests {
    /// Nobody's clock is before this, and PostgreSQL's own clock has a say too.
    private static let now = Instant(milliseconds: 1_750_000_000_000)  // 2025-06-15

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func tables(_ connection: PostgresConnection) throws -> [String] {
        try connection.query(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'archive.events'::regclass ORDER BY 1"
        ).rows.map { try $0.text(0) }
    }

    private static func archive(_ time: String, at offset: Int, _ connection: PostgresConnection) throws {
        try connection.execute(
            """
            INSERT INTO archive.events (topic, partition, "offset", kafka_time)
            VALUES ('t', 0, \(offset), '\(time)')
            """)
    }

    private static func months(_ names: String..., on connection: PostgresConnection) throws {
        for name in names { try connection.execute("SELECT archive.ensure_month('\(name)-01')") }
    }

    @Test("drops whole months that are too old, and neither the default partition nor a table of another name")
    func drop() async throws {
        try await Database.run { database in
            let connection = database.archiver
            try Self.months("2024-10", "2024-11", "2024-12", "2025-06", on: connection)
            try connection.execute(
                """
                CREATE TABLE archive.mine PARTITION OF archive.events FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
                CREATE TABLE archive.events_2019_01 (LIKE archive.events);
                """)
            for (offset, time) in ["1999-01-01", "2020-01-15", "2024-10-15", "2024-12-15"].enumerated() {
                try Self.archive(time, at: offset, connection)
                try connection.execute(
                    """
                    INSERT INTO archive.dead_letters (origin_topic, origin_partition, origin_offset, reason, detail,
                        partition, "offset", parked_at)
                    VALUES ('data.normalized', 0, \(offset), 'not_json', '', 0, \(offset), '\(time)')
                    """)
            }
            var retention = ArchiveRetention(logger: Self.logger)
            try retention.dropIfDue(keeping: 0, on: connection, now: Self.now)
            #expect(try Self.tables(connection).count == 6)

            try retention.dropIfDue(keeping: 6, on: connection, now: Self.now)
            #expect(
                try Self.tables(connection) == [
                    "archive.events_2024_12", "archive.events_2025_06", "archive.events_default", "archive.mine",
                ])
            #expect(
                try connection.query("SELECT \"offset\" FROM archive.events ORDER BY 1").rows.map { try $0.int(0) }
                    == [0, 1, 3])
            #expect(
                try connection.query("SELECT \"offset\" FROM archive.dead_letters ORDER BY 1").rows.map {
                    try $0.int(0)
                }
                    == [0, 1, 3])
            #expect(
                try connection.query("SELECT to_regclass('archive.events_2019_01') IS NOT NULL").first?.bool(0) == true)

            // At most every ten minutes, but at once under a new number.
            try Self.months("2024-08", on: connection)
            try retention.dropIfDue(keeping: 6, on: connection, now: Self.now)
            #expect(try Self.tables(connection).contains("archive.events_2024_08"))
            try retention.dropIfDue(keeping: 7, on: connection, now: Self.now)
            #expect(try !Self.tables(connection).contains("archive.events_2024_08"))
        }
    }

    @Test("a clock that runs ahead drops nothing that PostgreSQL's clock would keep")
    func wrongClock() async throws {
        try await Database.run { database in
            let connection = database.archiver
            try connection.execute("SELECT archive.ensure_month(current_date)")
            var retention = ArchiveRetention(logger: Self.logger)
            try retention.dropIfDue(keeping: 6, on: connection, now: Instant(milliseconds: 4_000_000_000_000))
            #expect(try Self.tables(connection).count == 2)
        }
    }

    @Test("waits for no long query: the month is dropped later, and nobody queues up behind the attempt")
    func inUse() async throws {
        try await Database.run { database in
            let connection = database.archiver
            try Self.months("2024-10", on: connection)
            let analyst = try database.worker()
            try analyst.execute("BEGIN; SELECT * FROM archive.events")
            var retention = ArchiveRetention(logger: Self.logger)
            try retention.dropIfDue(keeping: 6, on: connection, now: Self.now)
            #expect(connection.isUsable)
            #expect(try Self.tables(connection).contains("archive.events_2024_10"))
            try analyst.execute("COMMIT")
            try retention.dropIfDue(keeping: 7, on: connection, now: Self.now)
            #expect(try Self.tables(connection) == ["archive.events_default"])
        }
    }

    @Test("a month that cannot be dropped stops nothing, and is dropped when it can be")
    func obstacle() async throws {
        try await Database.run { database in
            let connection = database.archiver
            try Self.months("2024-10", on: connection)
            try connection.execute("CREATE VIEW october AS SELECT * FROM archive.events_2024_10")
            var retention = ArchiveRetention(logger: Self.logger)
            try retention.dropIfDue(keeping: 6, on: connection, now: Self.now)
            #expect(connection.isUsable)
            #expect(try Self.tables(connection).contains("archive.events_2024_10"))
            try connection.execute("DROP VIEW october")
            try retention.dropIfDue(keeping: 7, on: connection, now: Self.now)
            #expect(try Self.tables(connection) == ["archive.events_default"])
        }
    }

    @Test("a record of a month that was dropped gets its month anew instead of a place in the default partition")
    func lateRecord() async throws {
        try await Database.run { database in
            let connection = database.archiver
            var months = MonthPartitions(ahead: 1)
            months.kept = 6
            var retention = ArchiveRetention(logger: Self.logger)
            for keeping in [6, 7] {
                months.need(1_729_000_000_000, now: Self.now)  // 2024-10-15
                try months.ensureNeeded(on: connection)
                #expect(try Self.tables(connection).contains("archive.events_2024_10"))
                try retention.dropIfDue(keeping: keeping, on: connection, now: Self.now)
                #expect(try Self.tables(connection) == ["archive.events_default"])
            }
        }
    }
}
