import Glibc
import HTTPKit
import Identity
import LocalServers
import Logging
import Postgres
import TestSupport
import Testing

@testable import ProfileAPI

@Suite("A read that takes too long")
struct SlowReadTests {
    @Test("leaves the store to everybody else while its server answers, and cuts it off where nothing does")
    func slowOrAway() async throws {
        try await withPostgres { postgres in
            let other = try PostgresConnection(postgres.configuration)
            try Migrations(directory: Checkout.path("db/migrations")).apply(on: other)
            let pools = (0..<3).map { _ in PostgresPool(postgres.configuration, limits: .init(connections: 1)) }
            defer { for pool in pools { pool.shutdown() } }
            let store = GuardedProfileStore(
                PostgresProfileStore(pools[0], wide: pools[1], probe: pools[2]), source: .postgres,
                breaker: CircuitBreaker(failuresMax: 1, pause: .seconds(600)),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let ana = try UserID("ana")
            for pool in pools { _ = try await pool.withConnection(deadline: .seconds(30)) { try $0.query("SELECT 1") } }

            // What is asked of many people at once waits, and nobody waits behind it.
            try other.execute("BEGIN")
            try other.execute("LOCK TABLE sleep_daily IN ACCESS EXCLUSIVE MODE")
            let team = Task { try await store.wellness(of: [ana, UserID("bob")], within: .seconds(2)) }
            #expect(try await store.read([.readiness], of: ana, within: .seconds(30)).isEmpty)
            await #expect(throws: PostgresError.self) { try await team.value }
            await #expect(throws: PostgresError.self) { try await store.wellness(of: ana, within: .milliseconds(300)) }
            #expect(try await store.read([.readiness], of: ana, within: .seconds(30)).isEmpty)
            try other.execute("ROLLBACK")

            let backends = try other.query(
                """
                SELECT pid FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                """
            ).rows.map { pid_t(try $0.int(0)) }
            try #require(backends.count >= 3)
            for backend in backends { kill(backend, SIGSTOP) }
            defer { for backend in backends { kill(backend, SIGCONT) } }
            #expect(
                await eventually {
                    do { _ = try await store.read([.readiness], of: ana, within: .milliseconds(50)) } catch {
                        return error is OutageGuard.Resting
                    }
                    return false
                })
        }
    }
}
