import Access
import Events
import HTTPKit
import Identity
import LocalServers
import Postgres
import ServiceLifecycle
import ServiceLifecycleTestKit
import TestSupport
import Testing

@Suite("The record of reads in PostgreSQL")
struct ReadsTests {
    @Test("keeps each read once, however often it is written, and tells pages newest first")
    func reads() async throws {
        try await withAccessStore { store in
            let directory = store.directory
            let looks = try (0..<5).map {
                try look(at: Int64($0) * 1_000_000, ["bob", "ana"], address: $0 == 0 ? nil : "::1")
            }
            let reads = looks.map { $0.reads[1] }
            try await directory.append(looks, within: patience)
            try await directory.append(Array(looks.dropFirst(3)), within: patience)
            let span = Instant(microseconds: 0)..<Instant(microseconds: 4_000_000)
            let page = Page(number: 1, size: 3)
            let first = try await directory.reads(of: UserID("ana"), in: span, page: page, within: patience)
            #expect(first == [reads[3], reads[2], reads[1]])
            let rest = try await directory.reads(
                of: UserID("ana"), in: span, page: Page(number: 2, size: 3), within: patience)
            #expect(rest == [reads[0]])
            let bobs = try await directory.reads(of: UserID("bob"), in: span, page: page, within: patience)
            #expect(bobs.first == looks[3].reads[0], "each is told what was shown of them")
            #expect(try await directory.reads(of: UserID("eve"), in: span, page: page, within: patience).isEmpty)
            #expect(try store.connect().query("SELECT count(*) FROM access.reads").first?.int(0) == looks.count)
        }
    }

    @Test("finds the looks at somebody among very many newer ones at others")
    func seldom() async throws {
        try await withAccessStore { store in
            let looks = try (0..<3).map { try look(at: Int64($0) * 1_000_000, ["ana"]) }
            try await store.directory.append(looks, within: patience)
            try store.connect().execute(
                """
                INSERT INTO access.people (user_id) VALUES ('bob');
                INSERT INTO access.reads
                SELECT to_timestamp(100 + n), n, 'cleo', 'coach', NULL, ARRAY[person], '{2}'
                FROM access.people, generate_series(1, 1500) AS n WHERE user_id = 'bob'
                """)
            let span = Instant(microseconds: 0)..<Instant(microseconds: 10_000_000_000)
            for (user, page, count) in [("ana", 1, 2), ("ana", 2, 1), ("ana", 3, 0), ("bob", 1, 2), ("bob", 700, 2)] {
                let reads = try await store.directory.reads(
                    of: UserID(user), in: span, page: Page(number: page, size: 2), within: patience)
                #expect(reads.count == count && reads.map(\.time) == reads.map(\.time).sorted(by: >), "\(user) \(page)")
            }
            let first = try await store.directory.reads(
                of: UserID("ana"), in: span, page: Page(number: 1, size: 2), within: patience)
            #expect(first == [looks[2], looks[1]].map { $0.reads[0] })
        }
    }

    @Test("takes over what was recorded before looks were rows")
    func oldForm() async throws {
        try await withTemporaryDirectory { directory in
            let server = try PostgresServer.start(in: directory, durable: false)
            defer { server.stop() }
            let connection = try PostgresConnection(server.configuration)
            let migrations = try Migrations(directory: Checkout.path("db/migrations"))
            for migration in migrations.all where migration.number < 14 { try connection.execute(migration.sql) }
            try connection.execute(
                """
                INSERT INTO access.reads VALUES
                    ('ana', '2026-11-20T07:00:00Z', 1, 'cleo', 'coach', '{hrv,readiness}', '::1'),
                    ('bob', '2026-11-20T07:00:00Z', 2, 'backend', 'service', '{hrv,sleep,activity,readiness}', NULL)
                """)
            for migration in migrations.all where migration.number == 14 { try connection.execute(migration.sql) }
            let pool = PostgresPool(server.configuration, limits: .init(connections: 1))
            defer { pool.shutdown() }
            let span = Instant(microseconds: 0)..<Instant(microseconds: 2_000_000_000_000_000)
            for (user, reader, signals, address) in [
                ("ana", "cleo", [.hrv, .readiness], "::1"), ("bob", "backend", Signal.all, nil),
            ] as [(String, String, Set<Signal>, String?)] {
                let reads = try await PostgresAccessDirectory(pool).reads(
                    of: UserID(user), in: span, page: Page(), within: patience)
                #expect(reads.map(\.reader.text) == [reader] && reads.map(\.signals) == [signals])
                #expect(reads.first?.address == address)
            }
        }
    }

    @Test("forgets an erased person, and of an erased reader the name but not the read")
    func forgets() async throws {
        try await withAccessStore { store in
            let team = try await store.team(coach: "cleo", athletes: ["ana", "bob"])
            let directory = store.directory
            _ = try await directory.setConsents([team: [.sleep]], of: UserID("ana"), within: patience)
            try await directory.setAlerts(AlertPreferences(readinessBelow: 40), of: UserID("ana"), within: patience)
            try await directory.append([try look(at: 0, ["ana", "bob"])], within: patience)
            for user in ["ana", "cleo", "cleo"] { try await directory.forget(UserID(user), within: patience) }
            let connection = try store.connect()
            for table in ["members", "consents", "alerts", "reads", "people"] {
                let rows = try connection.query("SELECT t::text AS row FROM access.\(table) AS t", []).rows
                #expect(try rows.allSatisfy { try !$0.text("row").contains("ana") && !$0.text("row").contains("cleo") })
            }
            let span = Instant(microseconds: 0)..<Instant(microseconds: 4_000_000)
            let kept = try await directory.reads(of: UserID("bob"), in: span, page: Page(), within: patience)
            #expect(kept.map(\.reader.text) == ["(erased)"] && kept[0].address == nil)
            #expect(kept[0].signals == [.hrv], "of the others in the same look nothing is lost")
            try await directory.append([try look(at: 1, ["ana"])], within: patience)
            let again = try await directory.reads(of: UserID("ana"), in: span, page: Page(), within: patience)
            #expect(again.map(\.time.microseconds) == [1], "who comes back was not looked at before")
        }
    }

    @Test("cannot be changed, and analysts see neither it nor the consents")
    func protected() async throws {
        try await withAccessStore { store in
            try await store.directory.append([try look(at: 0, ["ana"])], within: patience)
            let connection = try store.connect()
            #expect(throws: PostgresError.self) { try connection.execute("UPDATE access.reads SET reader_id = 'x'") }
            try connection.execute("SET ROLE analyst")
            for table in ["reads", "people", "consents", "members", "teams", "alerts", "generation"] {
                let refused = #expect(throws: PostgresError.self) {
                    try connection.execute("SELECT * FROM access.\(table)")
                }
                #expect(refused?.sqlState == "42501")
            }
        }
    }

    @Test("survives a PostgreSQL that is killed and started again, each read once")
    func outage() async throws {
        try await withAccessStore { store in
            let log = AuditLog(capacity: 100_000)
            let access = Access(
                directory: store.directory, audit: log, now: { Instant(microseconds: 7) }, logger: quiet)
            let writer = AuditWriter(log, to: store.directory, logger: quiet)
            try await testGracefulShutdown { trigger in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await writer.run() }
                    let (before, during) = (2000, 3000)
                    try await readAll(before, access)
                    store.server.kill()
                    try await readAll(during, access)
                    #expect(log.count >= during)
                    try store.server.restart()
                    #expect(await eventually { log.count == 0 })
                    trigger.triggerGracefulShutdown()
                    try await group.waitForAll()
                    let rows = try store.connect().query("SELECT count(*), count(DISTINCT read_id) FROM access.reads")
                    #expect(try rows.first?.int(0) == before + during)
                    #expect(try rows.first?.int(1) == before + during)
                }
            }
        }
    }

    /// Reads of ana's data by a service, which need no look into the directory.
    private func readAll(_ count: Int, _ access: Access) async throws {
        let context = try Self.context(Caller(subject: UserID("backend"), roles: [.service]))
        for _ in 0..<count {
            try access.record([Look.Shown(UserID("ana"), [.hrv])], in: context)
        }
    }

    /// Shows HRV of everybody but the first, and of that one sleep and readiness.
    private func look(at time: Int64, _ people: [String], address: String? = nil) throws -> Look {
        let shown = try people.enumerated().map { number, name in
            Look.Shown(try UserID(name), number == 0 ? [.sleep, .readiness] : [.hrv])
        }
        return Look(
            reader: try UserID("cleo"), role: .coach, shown: shown, time: Instant(microseconds: time), address: address)
    }
}
