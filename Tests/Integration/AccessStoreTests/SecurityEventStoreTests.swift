import Access
import Events
import Identity
import LocalServers
import Postgres
import Testing

@Suite("Security events in PostgreSQL")
struct SecurityEventStoreTests {
    private static func event(
        _ kind: SecurityEvent.Kind, actor: String? = nil, subject: String? = nil, at second: Int64 = 0, count: Int = 1
    ) -> SecurityEvent {
        let time = Instant(microseconds: 1_700_000_000_000_000 + second * 1_000_000)
        let facts = SecurityEvent.Facts(
            kind, kind == .teamChanged ? .done : .refused, actor: actor, roles: actor == nil ? nil : "coach",
            action: "GET /x", subject: subject, detail: "why\u{0}", address: "192.0.2.1")
        return SecurityEvent(facts, first: time, last: time.advanced(bySeconds: 1), count: count)
    }

    @Test("are read as they were written, however often that happened, by time, person and kind")
    func roundTrip() async throws {
        try await withAccessStore { store in
            let events = PostgresSecurityEvents(store.server.configuration, process: "ingest")
            let written = [
                Self.event(.loginRefused, count: 500),
                Self.event(.accessRefused, actor: "carl", subject: "ana", at: 60),
                Self.event(.teamChanged, actor: "root", subject: "bob", at: 120),
            ]
            for _ in 0..<2 { try await events.append(written, within: patience) }
            var query = SecurityEventQuery()
            let rows = try query.rows(on: store.connect())
            #expect(rows.map(\.event.id) == written.reversed().map(\.id))
            #expect(rows.allSatisfy { $0.process == "ingest" && $0.event.facts.detail == "why" })
            #expect(rows.last?.event.count == 500 && rows.last?.event.facts.actor == nil)
            query.who = "ana"
            #expect(try query.rows(on: store.connect()).map(\.event.facts.kind) == [.accessRefused])
            query.who = nil
            query.since = Instant(microseconds: 1_700_000_100_000_000)
            #expect(try query.rows(on: store.connect()).map(\.event.facts.kind) == [.teamChanged])
            query.since = nil
            query.kind = .loginRefused
            #expect(try query.rows(on: store.connect()).count == 1)
        }
    }

    @Test("cannot be changed or deleted; they leave by age, and an erased person's name leaves")
    func appendOnly() async throws {
        try await withAccessStore { store in
            let events = PostgresSecurityEvents(store.server.configuration, process: "profile-api")
            try await events.append(
                [
                    Self.event(.accessRefused, actor: "ana", subject: "bob"),
                    Self.event(.accessRefused, actor: "carl", subject: "ana", at: 60),
                ], within: patience)
            let connection = try store.connect()
            for change in [
                "UPDATE access.security_events SET actor = 'x'", "DELETE FROM access.security_events",
                "TRUNCATE access.security_events",
            ] {
                #expect { try connection.execute(change) } throws: { "\($0)".contains("append-only") }
            }
            try await store.directory.forget(UserID("ana"), within: patience)
            let rows = try SecurityEventQuery().rows(on: connection).map(\.event.facts)
            #expect(rows.map(\.actor) == ["carl", "(erased)"])
            #expect(rows.map(\.subject) == ["(erased)", "bob"])
            #expect(rows.map(\.address) == ["192.0.2.1", nil])
            #expect(try await events.drop(olderThanDays: 100_000) == 0)
            #expect(try await events.drop(olderThanDays: 30) == 2)
            try await events.append([Self.event(.loginRefused)], within: patience)
            try connection.execute(
                """
                INSERT INTO access.security_events (event_id, first_at, last_at, count, process, kind, outcome, action)
                VALUES (1, now(), now(), 1, 'x', 'login_refused', 'refused', 'x')
                """)
            // Whoever has just done something cannot let it be forgotten by a short retention.
            #expect(try await events.drop(olderThanDays: 0) == 1)
        }
    }
}
