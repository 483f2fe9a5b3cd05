import LocalServers
import Postgres
import Testing

@Suite("The PostgreSQL pool")
struct PostgresPoolTests {
    @Test("fails at once while the server is down, and works again when it is back")
    func outage() async throws {
        try await withPostgres { server in
            let pool = PostgresPool(server.configuration, limits: .init(connections: 2))
            let one: @Sendable (PostgresConnection) throws -> Int = { try $0.query("SELECT 1").first?.int(0) ?? 0 }
            #expect(try await pool.withConnection(deadline: .seconds(10), one) == 1)
            server.kill()
            #expect(
                await eventually {
                    do {
                        _ = try await pool.withConnection(deadline: .seconds(10), one)
                        return false
                    } catch let error as PostgresError {
                        return error.reason == .connection && pool.connectionCount == 0
                    } catch { return false }
                })
            try server.restart()
            #expect(await eventually { (try? await pool.withConnection(deadline: .seconds(10), one)) == 1 })
            pool.shutdown()
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withConnection(deadline: .seconds(10), one)
            }
            #expect(error?.reason == .closed)
        }
    }

    @Test("does not let a caller notice that the server was restarted while nobody asked")
    func restart() async throws {
        try await withPostgres { server in
            let pool = PostgresPool(server.configuration, limits: .init(connections: 1))
            _ = try await pool.withConnection(deadline: .seconds(10)) { try $0.execute("SELECT 1") }
            try server.restart()
            _ = try await pool.withConnection(deadline: .seconds(10)) { try $0.execute("SELECT 1") }
        }
    }

    @Test("cancels at its deadline what runs too long, and refuses more calls than it may queue")
    func bounds() async throws {
        try await withPostgres { server in
            let pool = PostgresPool(server.configuration, limits: .init(connections: 1, queuedCalls: 2))
            let reasons = await withTaskGroup(of: PostgresError.Reason?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            _ = try await pool.withConnection(deadline: .milliseconds(500)) {
                                try $0.execute("SELECT pg_sleep(600)")
                            }
                            return nil
                        } catch { return (error as? PostgresError)?.reason }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reasons.allSatisfy { $0 == .deadline || $0 == .overloaded })
            #expect(reasons.contains(.deadline) && reasons.contains(.overloaded))
            let rows = try await pool.withConnection(deadline: .seconds(10)) { try $0.execute("SELECT 1") }
            #expect(rows == 1)
        }
    }

    @Test("rolls back a transaction that a call leaves open")
    func openTransaction() async throws {
        try await withPostgres { server in
            let pool = PostgresPool(server.configuration, limits: .init(connections: 1))
            _ = try await pool.withConnection(deadline: .seconds(10)) {
                try $0.execute("BEGIN; CREATE TABLE t (a int)")
            }
            let isThere = try await pool.withConnection(deadline: .seconds(10)) { connection in
                try connection.query("SELECT to_regclass('t') IS NOT NULL").first?.bool(0)
            }
            #expect(isThere == false)
        }
    }
}
