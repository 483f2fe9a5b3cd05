import Glibc
import Identity
import LocalServers
import Postgres
import ProfileAPI
import TestSupport
import Testing

@Suite("A read that takes too long")
struct SlowReadTests {
    @Test("is a slow answer while the server answers its first statements, and an outage where nothing answers")
    func slowOrAway() async throws {
        try await withPostgres { postgres in
            let other = try PostgresConnection(postgres.configuration)
            try Migrations(directory: Checkout.path("db/migrations")).apply(on: other)
            let pool = PostgresPool(postgres.configuration, limits: .init(connections: 1))
            defer { pool.shutdown() }
            let store = PostgresProfileStore(pool)
            let ana = try UserID("ana")
            #expect(try await store.wellness(of: ana, within: .seconds(30)) == nil)

            try other.execute("BEGIN")
            try other.execute("LOCK TABLE sleep_daily IN ACCESS EXCLUSIVE MODE")
            await #expect(throws: SlowAnswer.self) {
                try await store.wellness(of: ana, within: .seconds(3))
            }
            try other.execute("ROLLBACK")

            #expect(try await store.wellness(of: ana, within: .seconds(30)) == nil)
            let backends = try other.query(
                """
                SELECT pid FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                """
            ).rows.map { pid_t(try $0.int(0)) }
            try #require(!backends.isEmpty)
            for backend in backends { kill(backend, SIGSTOP) }
            defer { for backend in backends { kill(backend, SIGCONT) } }
            await #expect(throws: PostgresError.self) {
                try await store.wellness(of: ana, within: .milliseconds(300))
            }
        }
    }
}
