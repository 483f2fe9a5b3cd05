import Events
import HTTPKit
import HTTPTypes
import HummingbirdTesting
import Identity
import LocalServers
import Logging
import Postgres
import ProfileAPI
import Redis
import TestSupport
import Testing

@Suite("Export from PostgreSQL")
struct ExportTests {
    private let athlete = StoredAthlete(id: #"o'brien "x" \ 100% a/b 🏃"#)
    private let events = 130

    @Test("has every row of the person and of nobody else, and its last line counts them")
    func complete() async throws {
        let athlete = athlete
        let events = events
        let user = athlete.id.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        try await ServedStores.run(now: Instant(microseconds: 0), fill: fill) { stores in
            let response = try await stores.get("users/\(user)/export")
            #expect(response.status == .ok)
            let lines = response.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.last == "")
            #expect(lines.dropLast().last == #"{"kind":"end","lines":\#(lines.count - 2)}"#)
            #expect(!response.text.contains("somebody else"))
            var kinds: [String: Int] = [:]
            for line in lines.dropLast() {
                let kind = try #require(line.firstMatch(of: /^{"kind":"([a-z]+)"[,}]/)).1
                kinds[String(kind), default: 0] += 1
                #expect(line.hasSuffix("}"))
            }
            #expect(kinds["event"] == events + 1)
            #expect(kinds["readiness"] == 1)
            #expect(kinds["revision"] == 1)
            #expect(kinds["profile"] == 2)
            #expect(kinds["refused"] == 1)
            for kind in ["membership", "consent", "alerts", "read"] { #expect(kinds[kind] == 1, "\(kind)") }
            for (kind, table) in [
                ("hrv", "hrv_daily"), ("sleep", "sleep_daily"), ("nap", "nap_daily"), ("training", "training_daily"),
                ("setting", "profile_settings"),
            ] {
                let count = try stores.openPostgres().query("SELECT count(*) FROM \(table)").first?.int(0) ?? 0
                #expect(count > 0)
                #expect(kinds[kind] == count)
            }
            #expect(response.text.contains(#""rawBase64":"AAECAw=="#))
            #expect(response.text.contains(#""payload":{"n": 129}"#))
        }
    }

    @Test("sees one state, whatever is written meanwhile, and no more run at once than may")
    func snapshot() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
            try archive(on: connection)
            let export = PostgresExport(
                server.configuration, limit: 1, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            do {
                let pages = try await export.begin(UserID(athlete.id), for: UserID("ana"))
                var lines = try await pages.next()?.lines ?? 0
                try connection.execute("DELETE FROM archive.events")
                await #expect(throws: (any Error).self) { try await export.begin(UserID("ann"), for: UserID("ann")) }
                while let page = try await pages.next() { lines += page.lines }
                #expect(lines == events + 1)
            }
            #expect(
                try await eventually {
                    guard let pages = try? await export.begin(UserID(athlete.id), for: UserID("ana")) else {
                        return false
                    }
                    return try await pages.next() == nil
                })
        }
    }

    @Test("what was refused is there by the person's key, and by the name under another key")
    func refused() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            _ = try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
            try connection.execute(
                """
                INSERT INTO archive.events (topic, partition, "offset", kafka_time, key, raw, rejection, names) VALUES
                    ('t', 0, 1, now(), 'ana', '\\x01', 'x', NULL), ('t', 0, 2, now(), 'bob', '\\x02', 'x', '{zoe,ana}'),
                    ('t', 0, 3, now(), NULL, '\\x03', 'x', '{ana}'), ('t', 0, 4, now(), 'bob', '\\x04', 'x', '{anab}')
                """)
            let export = PostgresExport(
                server.configuration, limit: 1, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let pages = try await export.begin(UserID("ana"), for: UserID("ana"))
            var text = ""
            while let page = try await pages.next() { text += String(decoding: page.bytes, as: UTF8.self) }
            let offsets = text.matches(of: /"offset":(\d)/).map { String($0.1) }
            #expect(offsets == ["1", "2", "3"])
        }
    }

    @Test("is one for each caller at a time, whoever it is about")
    func oneEach() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
            let export = PostgresExport(
                server.configuration, limit: 3, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let (ann, bob) = (try UserID("ann"), try UserID("bob"))
            var first: (any ExportPages)? = try await export.begin(ann, for: ann)
            let refusal = await #expect(throws: Problem.self) { try await export.begin(bob, for: ann) }
            #expect(refusal?.status == .tooManyRequests && refusal?.headers[.retryAfter] != nil)
            let other = try await export.begin(ann, for: bob)
            #expect(first != nil)
            first = nil
            #expect(try await eventually { (try? await export.begin(bob, for: ann)) != nil })
            while try await other.next() != nil {}
            // Its caller may go on at once, though it is still held.
            _ = try await export.begin(ann, for: bob)
        }
    }

    private func fill(_ redis: RedisConnection, _ postgres: PostgresConnection) throws {
        try athlete.store(in: postgres)
        try athlete.storeDocuments(ServedStores.terms, in: redis, postgres)
        try archive(on: postgres)
        try postgres.query(
            """
            INSERT INTO readiness_snapshots (user_id, date, score, band, status, confidence, confidence_level, stale,
                drivers, flags, document, config_commit, cause, origin_topic, origin_partition, origin_offset)
            VALUES ($1, '2026-11-20', 61, 'normal', 'ok', 1, 'high', false, '[]', '[]', '{}', 'c1', 'first', 't', 0, 1)
            """, [.text(athlete.id)])
        try postgres.execute("UPDATE readiness_snapshots SET document = '[]', cause = 'late'")
        try postgres.execute("INSERT INTO access.teams (team_id, name) VALUES ('first', 'First')")
        for (user, role) in [(athlete.id, "athlete"), ("cleo", "coach")] {
            try postgres.query("INSERT INTO access.members VALUES ('first', $1, $2)", [.text(user), .text(role)])
        }
        try postgres.query("INSERT INTO access.consents VALUES ('first', $1, 'sleep')", [.text(athlete.id)])
        try postgres.query("INSERT INTO access.alerts VALUES ($1, 300, NULL)", [.text(athlete.id)])
        try postgres.query(
            """
            WITH one AS (INSERT INTO access.people (user_id) VALUES ($1) RETURNING person)
            INSERT INTO access.reads SELECT now(), 1, 'cleo', 'coach', '::1', ARRAY[person], '{2}' FROM one
            """, [.text(athlete.id)])
        try postgres.query(
            """
            INSERT INTO archive.events (topic, partition, "offset", kafka_time, key, raw, rejection)
            VALUES ('t', 2, 0, '-infinity', convert_to($1, 'UTF8'), '\\x00', 'not JSON')
            """, [.text(athlete.id)])
    }

    private func archive(on postgres: PostgresConnection) throws {
        let insert = """
            INSERT INTO archive.events (topic, partition, "offset", kafka_time, user_id, type, payload)
            SELECT 't', 0, n + $2, '2026-11-20T07:00:00Z'::timestamptz + n * interval '1 second', $1, 'x',
                jsonb_build_object('n', n) FROM generate_series(0, $3 - 1) AS n
            """
        try postgres.query(insert, [.text(athlete.id), .int4(0), .int4(Int32(events))])
        try postgres.query(insert, [.text("somebody else"), .int4(1000), .int4(3)])
        try postgres.query(
            """
            INSERT INTO archive.events (topic, partition, "offset", kafka_time, user_id, raw, rejection)
            VALUES ('t', 1, 0, '-infinity', $1, '\\x00010203', 'not JSON')
            """, [.text(athlete.id)])
    }
}
