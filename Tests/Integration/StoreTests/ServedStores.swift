import Access
import AccessFakes
import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import LocalServers
import Logging
import Postgres
import ProfileAPI
import Profiles
import Readiness
import Redis
import TestSupport

/// A profile API over a private Redis and a private PostgreSQL of this build's schema.
struct ServedStores: Sendable {
    static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "4f2a")

    let redis: RedisServer
    let postgres: PostgresServer
    let client: any TestClientProtocol

    /// Runs the body once both stores are filled and the API answers.
    static func run(
        now: Instant, fill: (RedisConnection, PostgresConnection) throws -> Void,
        _ body: @escaping @Sendable (ServedStores) async throws -> Void
    ) async throws {
        try await withRedis { redis in
            try await withPostgres { postgres in
                let connection = try PostgresConnection(postgres.configuration)
                try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
                try fill(RedisConnection(redis.configuration), connection)
                let client = RedisClient(redis.configuration)
                let pool = PostgresPool(postgres.configuration, limits: .init(connections: 1))
                defer {
                    client.shutdown()
                    pool.shutdown()
                }
                let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                var configuration = ProfileServerConfiguration()
                configuration.port = 0
                let server = ProfileServer(
                    store: FallbackProfileStore(
                        redis: RedisProfileStore(client), postgres: PostgresProfileStore(pool),
                        deadlines: .init(total: .seconds(30), redis: .seconds(10)), logger: logger),
                    export: PostgresExport(postgres.configuration, limit: 2, logger: logger), verifier: Everyone(),
                    access: Access(), configuration: configuration, terms: { terms }, now: { now }, logger: logger)
                try await server.buildApplication().test(.live) { client in
                    try await body(ServedStores(redis: redis, postgres: postgres, client: client))
                }
            }
        }
    }

    func get(_ path: String) async throws -> TestResponse {
        try await client.executeRequest(
            uri: "/api/v1/" + path, method: .get, headers: [.authorization: "Bearer admin"], body: nil)
    }

    func openPostgres() throws -> PostgresConnection { try PostgresConnection(postgres.configuration) }

    /// Asks until the store is the source, for half a minute at most: clients and circuit breakers take their time.
    func answers(_ path: String, from source: String) async throws -> Bool {
        try await eventually { try await get(path).source == source }
    }
}

private struct Everyone: TokenVerifier {
    func caller(bearing token: Substring) async throws(Problem) -> Caller {
        Caller(subject: try UserID(String(token)), roles: [.admin])
    }
}

extension TestResponse {
    var text: String { String(decoding: body.readableBytesView, as: UTF8.self) }
    var source: String? { HTTPField.Name("X-PulseHub-Source").flatMap { headers[$0] } }
}
