import LocalServers
import Postgres
import Redis
import Synchronization
import Testing

@Suite("What servers say beside their answers")
struct ServerNoticesTests {
    @Test("a warning of PostgreSQL is told with its severity, also after a reset")
    func notices() async throws {
        try await withPostgres { server in
            let told = Mutex<[String]>([])
            var configuration = server.configuration
            configuration.log = { severity, sqlState, text in
                told.withLock { $0.append("\(severity) \(sqlState) \(text)") }
            }
            let connection = try PostgresConnection(configuration)
            try connection.execute("ROLLBACK")
            try connection.reset()
            try connection.execute("DROP TABLE IF EXISTS nowhere")
            #expect(
                told.withLock(\.self) == [
                    "WARNING 25P01 there is no transaction in progress",
                    "NOTICE 00000 table \"nowhere\" does not exist, skipping",
                ])
        }
    }

    @Test("a pool tells how long each call waited, and which connections are at work")
    func pool() async throws {
        try await withPostgres { server in
            let waits = Mutex(0)
            let inUse = Atomic(0)
            let most = Atomic(0)
            let watch = PoolWatch(
                waited: { wait in waits.withLock { $0 += wait >= .zero ? 1 : 0 } },
                inUse: { change in
                    let now = inUse.add(change, ordering: .relaxed).newValue
                    most.max(now, ordering: .relaxed)
                })
            let pool = PostgresPool(server.configuration, limits: .init(connections: 1), watch: watch)
            for _ in 1...3 { _ = try await pool.withConnection(deadline: .seconds(10)) { try $0.execute("SELECT 1") } }
            #expect(await eventually { inUse.load(ordering: .relaxed) == 0 })
            #expect(waits.withLock(\.self) == 3)
            #expect(most.load(ordering: .relaxed) == 1)
            pool.shutdown()
        }
    }

    @Test("a client of Redis tells why it has no connection")
    func redis() async throws {
        let told = Mutex<[RedisError.Code]>([])
        var configuration = RedisConfiguration(unixSocket: "/nowhere/redis.sock")
        configuration.log = { error in told.withLock { $0.append(error.code) } }
        let client = RedisClient(configuration)
        await #expect(throws: RedisError.self) { _ = try await client.command("PING") }
        #expect(told.withLock { $0.first } == .connection)
        client.shutdown()
    }
}
