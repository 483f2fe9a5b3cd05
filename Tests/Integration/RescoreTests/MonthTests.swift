import LocalServers
import Postgres
import TestSupport
import Testing

@Suite("Monthly partitions of the archive")
struct MonthTests {
    @Test("an archiver that waited for another to make a month finds it made")
    func race() async throws {
        try await Database.run { database in
            let make = "SELECT archive.ensure_month('2031-05-01')"
            let first = try PostgresConnection(database.server.configuration)
            _ = try first.execute("BEGIN")
            #expect(try first.query(make).first?.bool(0) == true)
            let configuration = database.server.configuration
            let second = Task.detached { try PostgresConnection(configuration).query(make).first?.bool(0) }
            try eventually("the second one waits") {
                try database.archiver.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'").count == 1
            }
            _ = try first.execute("COMMIT")
            #expect(try await second.value == false)
        }
    }
}
