import Access
import AccessFakes
import Events
import HTTPKit
import Hummingbird
import Identity
import LocalServers
import Logging
import Postgres
import ProfileAPI
import Profiles
import Readiness
import Redis
import ServiceLifecycle
import Updates

/// Believes every token: it is the name of an athlete.
struct NameIsToken: TokenVerifier {
    func caller(bearing token: Substring) async throws(Problem) -> Caller {
        Caller(subject: try UserID(String(token)), roles: [.athlete])
    }
}

/// Runs the body with the profile API over a private Redis, and without PostgreSQL.
///
/// - Parameters:
///   - streamsMax: one more gets 503.
///   - body: gets the port, and what shuts the server down before the body's end.
func withLiveAPI(
    _ redis: RedisServer, port: Int = 0, streamsMax: Int = LiveConfiguration().streamsMax,
    _ body: (Int, ServiceGroup) async throws -> Void
) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let client = RedisClient(redis.configuration)
    let nowhere = PostgresConfiguration(connectionString: "host=127.0.0.1 port=1")
    let pool = PostgresPool(nowhere, limits: .init())
    defer {
        client.shutdown()
        pool.shutdown()
    }
    var configuration = ProfileServerConfiguration()
    configuration.port = port
    configuration.live.tick = .milliseconds(50)
    configuration.live.streamsMax = streamsMax
    let (ports, running) = AsyncStream<Int>.makeStream()
    let server = ProfileServer(
        store: FallbackProfileStore(
            redis: RedisProfileStore(client), postgres: PostgresProfileStore(pool), logger: logger),
        changes: redis.configuration, export: PostgresExport(nowhere, limit: 1, logger: logger),
        verifier: NameIsToken(), access: Access(), configuration: configuration,
        terms: { WellnessProfile.Terms(settings: .standard, configCommit: "4f2a") },
        now: { Instant(microseconds: 1_763_640_000_000_000) }, logger: logger)
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: [server.buildApplication { running.yield($0) }], gracefulShutdownSignals: [], logger: logger))
    let run = Task {
        // A server that cannot listen never tells a port.
        defer { running.finish() }
        try await group.run()
    }
    for await port in ports {
        do { try await body(port, group) } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        break
    }
    await group.triggerGracefulShutdown()
    try await run.value
}

/// Commits a state as the stream processor does: the profile and the news of it in one transaction.
func commit(_ user: String, _ state: String, to connection: RedisConnection) throws {
    try connection.append(["MULTI"])
    try connection.append([
        "HSET", RedisArgument("profile:\(user)"), "readiness", RedisArgument(#"{"state":"\#(state)"}"#),
    ])
    try connection.append(["PUBLISH", "profile-updates", RedisArgument(user)])
    try connection.append(["EXEC"])
    for _ in 0..<4 { try connection.reply().checked() }
}
