import Events
import HTTPKit
import Identity
import LocalServers
import Logging
import Postgres
import ProfileAPI
import Profiles
import Readiness
import Redis
import TestSupport
import Testing

@Suite("Readiness from either store")
struct ReadinessSourcesTests {
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "4f2a")
    private let athlete = StoredAthlete()

    @Test("is the same, byte for byte, from the state in Redis and from the daily tables, on every date")
    func equalBytes() async throws {
        try await withStores { redis, postgres in
            try athlete.store(in: RedisConnection(redis.configuration))
            try athlete.store(in: postgres)
        } body: { redis, reader in
            let user = try UserID(StoredAthlete.id)
            var fromRedis: [CivilDate: [UInt8]] = [:]
            for date in dates {
                let found = try await reader.subject(user, on: date, until: patience)
                let subject = try #require(found)
                #expect(subject.source == (date >= athlete.lastDate.advanced(by: -60) ? .redis : .postgres))
                fromRedis[date] = bytes(reader, subject)
            }
            #expect(Set(fromRedis.values).count > 60)
            redis.kill()
            for date in dates {
                let found = try await reader.subject(user, on: date, until: patience)
                let subject = try #require(found)
                #expect(subject.source == .postgres)
                #expect(bytes(reader, subject) == fromRedis[date], "\(date)")
            }
        }
    }

    @Test("is that of the user's own today, whose time zone either store knows")
    func today() async throws {
        try await withStores { redis, postgres in
            try athlete.store(in: RedisConnection(redis.configuration))
            try athlete.store(in: postgres)
        } body: { redis, reader in
            let user = try UserID(StoredAthlete.id)
            for source in [ProfileSource.redis, .postgres] {
                let found = try await reader.subject(user, until: patience)
                let subject = try #require(found)
                #expect(subject.source == source)
                // 23:30 in UTC is the next day in Berlin.
                #expect(subject.date == athlete.lastDate.advanced(by: 1))
                redis.kill()
            }
        }
    }

    @Test("of a user whom neither store knows is absent, and damage in Redis leads to PostgreSQL")
    func absentAndDamaged() async throws {
        try await withStores { redis, postgres in
            let key = RedisArgument("profile:" + StoredAthlete.id)
            try RedisConnection(redis.configuration).command("HSET", key, "d2530", "damaged")
            try athlete.store(in: postgres)
        } body: { _, reader in
            #expect(try await reader.subject(UserID("bob"), until: patience) == nil)
            let damaged = try await reader.subject(UserID(StoredAthlete.id), until: patience)
            #expect(damaged?.source == .postgres)
        }
    }

    @Test("comes with its changes, as the archive's schema records them")
    func revisions() async throws {
        try await withStores { _, postgres in
            try athlete.store(in: postgres)
            try postgres.execute(
                """
                INSERT INTO readiness_snapshots (user_id, date, score, band, status, confidence, confidence_level, stale,
                    drivers, flags, document, config_commit, cause, origin_topic, origin_partition, origin_offset)
                VALUES ('\(StoredAthlete.id)', '\(athlete.lastDate)', 61, 'normal', 'ok', 1, 'high', false, '[]', '[]',
                    '{"drivers":[{"code": "sleep_poor"}]}', 'c1', 'first', 't', 0, 1);
                UPDATE readiness_snapshots
                SET score = NULL, band = NULL, document = '{"drivers":[]}', config_commit = NULL, cause = 'late',
                    causes = '{row,late}', cause_count = 9;
                UPDATE readiness_snapshots
                SET score = 70, band = 'normal', document = '{}', cause = NULL, causes = '{}', cause_count = 0;
                UPDATE readiness_snapshots SET document = '{"drivers":[]}', cause = 'alone';
                """)
        } body: { _, reader in
            let found = try await reader.subject(UserID(StoredAthlete.id), on: athlete.lastDate, until: patience)
            let subject = try #require(found)
            let recorded = await reader.revisions(subject, until: patience)
            let revisions = try #require(recorded)
            #expect(revisions.map(\.number) == [3, 2, 1])
            #expect(revisions.map(\.causes) == [Causes(["alone"]), Causes(), Causes(["row", "late"], count: 9)])
            #expect(revisions.map(\.current.score) == [70, 70, nil])
            #expect(revisions.map(\.previous.score) == [70, nil, 61])
            #expect(revisions.map(\.previous.configCommit) == [nil, nil, "c1"])
            let drivers = revisions.map { String(decoding: $0.previousDrivers, as: UTF8.self) }
            #expect(drivers == ["[]", "[]", #"[{"code": "sleep_poor"}]"#])
        }
    }

    private var dates: [CivilDate] { (-100...70).map { athlete.lastDate.advanced(by: $0) } }
    private var patience: Deadline { Deadline(in: .seconds(30)) }

    private func bytes(_ reader: ReadinessReader, _ subject: ReadinessReader.Subject) -> [UInt8] {
        var json = JSONWriter()
        reader.explanation(subject).writeMeasurements(to: &json)
        return reader.document(subject) + json.bytes
    }

    /// Runs the body with a reader over a private Redis and a private PostgreSQL of this build's schema.
    private func withStores(
        fill: (RedisServer, PostgresConnection) throws -> Void,
        body: (RedisServer, ReadinessReader) async throws -> Void
    ) async throws {
        try await withRedis { redis in
            try await withPostgres { postgres in
                let connection = try PostgresConnection(postgres.configuration)
                try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
                try fill(redis, connection)
                let client = RedisClient(redis.configuration)
                let pool = PostgresPool(postgres.configuration, limits: .init(connections: 1))
                defer {
                    client.shutdown()
                    pool.shutdown()
                }
                let store = FallbackProfileStore(
                    redis: RedisProfileStore(client), postgres: PostgresProfileStore(pool),
                    deadlines: .init(total: .seconds(30), redis: .seconds(10)),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                let now = Instant(microseconds: Int64(athlete.lastDate.dayNumber) * 86_400_000_000 + 84_600_000_000)
                try await body(redis, ReadinessReader(store: store, terms: Self.terms, now: { now }))
            }
        }
    }
}
