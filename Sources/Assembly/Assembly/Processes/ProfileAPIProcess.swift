import Access
import HTTPKit
import Hummingbird
import Identity
import Postgres
import ProfileAPI
import Redis
import ServiceLifecycle
import Settings
import Updates

extension ProcessDefinition {
    /// Profiles over HTTP.
    package static let profileAPI = ProcessDefinition(.profileAPI, adminPort: \.api.adminPort, isPartOfUp: true) {
        try await $0.profileAPIProcess()
    }
}

extension Assembly {
    package func profileAPIProcess() async throws -> ProcessService {
        let keys = try await keyRing()
        let configuration = try profileServerConfiguration()
        let (wide, probe) = (try sidePool("wide", configuration.expensive.running), try sidePool("probe", 1))
        let stores = try profileStores(
            connections: settings[\.postgres.poolSize], wide: wide, probe: probe,
            deadlines: .init(total: settings[\.api.deadline], redis: settings[\.api.redisDeadline]))
        let terms = try liveTerms()
        let erasure = try personErasure()
        let (access, auditWriter) = access(over: stores.pool) {
            try await stores.postgres.ping(within: .milliseconds(500))
        }
        let security = try security()
        let server = ProfileServer(
            store: stores.fallback, changes: try redis(),
            export: PostgresExport(try postgres(), limit: settings[\.api.exports], logger: logger),
            verifier: verifier(keys), access: access, erasure: erasure.erasure, security: security.log,
            interface: interfaceDocument(), configuration: configuration, terms: { terms.now }, now: Self.now,
            logger: logger)
        let store = stores.fallback
        // They listen at once and answer 503 meanwhile: a client then knows more than from a closed port.
        let waiting = AfterStartup(startup: startup([try redisOrPostgres()]), services: [UntilShutdown()])
        let watch = KafkaWatchService(watch: kafkaWatch(erasure.producer, meanwhile: "nobody can be erased"))
        let admin = admin(ProcessDefinition.profileAPI.adminPort, security: security.log) {
            await store.answering().isEmpty ? .notReady("neither Redis nor PostgreSQL answers") : .ready
        }
        // Services stop in reverse order: the writer has everything that the server's last answers read.
        return ProcessService(
            services: [
                security.writer, try securityRetention(security.store), admin, waiting, watch, keys, auditWriter,
                listening(
                    OnEventLoops(BoundedShutdown(server.buildApplication())), host: \.api.host, port: \.api.port),
            ],
            logger: logger
        ) {
            erasure.release()
            stores.release()
            wide.shutdown()
            probe.shutdown()
        }
    }

    /// Connections beside the pool, for what must not wait behind the others or hold them up.
    private func sidePool(_ name: String, _ connections: Int) throws -> PostgresPool {
        PostgresPool(try postgres(), limits: .init(connections: connections), watch: PoolWatch(name))
    }

    /// Redis with PostgreSQL behind it, as the API and the commands that read profiles have them.
    package func profileStores(
        connections: Int, wide: PostgresPool? = nil, probe: PostgresPool? = nil,
        deadlines: FallbackProfileStore.Deadlines = .init()
    ) throws -> (
        fallback: FallbackProfileStore, postgres: PostgresProfileStore, pool: PostgresPool,
        release: @Sendable () -> Void
    ) {
        let client = RedisClient(try redis())
        let pool = PostgresPool(
            try postgres(), limits: .init(connections: connections), watch: PoolWatch("profiles"))
        let postgres = PostgresProfileStore(pool, wide: wide, probe: probe)
        let store = FallbackProfileStore(
            redis: RedisProfileStore(client), postgres: postgres, deadlines: deadlines,
            breaking: .init(failures: settings[\.api.breakerFailures], pause: settings[\.api.breakerPause]),
            logger: logger)
        return (
            store, postgres, pool,
            {
                client.shutdown()
                pool.shutdown()
            }
        )
    }
}
