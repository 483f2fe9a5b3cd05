import Events
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

    private var dates: [CivilDate] { (-100...70).map { athlete.lastDate.advanced(by: $0) } }
    private var patience: Deadline { Deadline(in: .seconds(30)) }

    private func bytes(_ reader: ReadinessReader, _ subject: ReadinessReader.Subject) -> [UInt8] {
        var json = JSONWriter()
        reader.score(subject).write(to: &json)
        reader.explanation(subject).writeMeasurements(to: &json)
        return json.bytes
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
