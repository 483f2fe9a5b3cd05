import Foundation
import LocalServers
import Postgres
import TestSupport
import Testing

@Suite("Migrations")
struct MigrationTests {
    @Test("are applied once, in the order of their numbers, and a changed one is named")
    func lifecycle() async throws {
        try await withPostgres { server in
            try await withDirectory { directory in
                func write(_ name: String, _ sql: String) throws {
                    try sql.write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
                }
                try write("0002-second.sql", "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);")
                try write("0001-first-table.sql", "CREATE TABLE t (a int);")
                let connection = try PostgresConnection(server.configuration)
                let applied = try Migrations(directory: directory).apply(on: connection)
                #expect(applied.map(\.file) == ["0001-first-table.sql", "0002-second.sql"])
                #expect(try Migrations(directory: directory).apply(on: connection).isEmpty)

                try write("0003-broken.sql", "INSERT INTO t VALUES (3); nonsense;")
                let broken = try #require(throws: MigrationError.self) {
                    try Migrations(directory: directory).apply(on: connection)
                }
                #expect(broken.file == "0003-broken.sql" && broken.cause?.sqlState == "42601")
                #expect(try connection.query("SELECT count(*) FROM t").first?.int(0) == 2)

                try write("0003-broken.sql", "SELECT 1")
                try write("0002-second.sql", "SELECT 2")
                let changed = try #require(throws: MigrationError.self) {
                    try Migrations(directory: directory).apply(on: connection)
                }
                #expect(changed.description.contains("0002-second.sql was changed"))
                let unknown = try #require(throws: MigrationError.self) { try Migrations([]).apply(on: connection) }
                #expect(unknown.file == "0001-first-table.sql")
            }
        }
    }

    /// The database of an older version.
    private func migrate(before number: Int, _ connection: PostgresConnection) throws {
        let all = try Migrations(directory: Checkout.path("db/migrations")).all
        _ = try Migrations(all.filter { $0.number < number }).apply(on: connection)
    }

    @Test("of dead letters list what was parked before, each refused record once")
    func deadLetters() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            try migrate(before: 8, connection)
            _ = try connection.execute(
                """
                INSERT INTO archive.events ("offset", partition, topic, kafka_time, key, headers, raw)
                SELECT number, 0, 'dead-letter', now(), 'ada', jsonb_build_array(
                    jsonb_build_object('name', 'pulsehub-reason', 'value', 'mine'),
                    jsonb_build_object('name', 'pulsehub-origin', 'value', origin),
                    jsonb_build_object('name', 'pulsehub-reason', 'value', 'not_json'),
                    jsonb_build_object('name', 'pulsehub-detail', 'value', 'no value')), 'x'
                FROM unnest(ARRAY['data.normalized/3/41', 'data.normalized/3/41', 'nonsense']) WITH ORDINALITY
                    AS letters (origin, number);
                INSERT INTO archive.events ("offset", partition, topic, kafka_time) VALUES (9, 0, 'dead-letter', now())
                """)
            _ = try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
            let rows = try connection.query(
                """
                SELECT concat_ws(' ', origin_topic, origin_partition, origin_offset, reason, detail, "offset", state)
                FROM archive.dead_letters
                """
            ).rows.map { try $0.text(0) }
            #expect(rows == ["data.normalized 3 41 not_json no value 1 open"])
        }
    }

    @Test("of named users fill in whom earlier refused records name, as far as they can be read")
    func namedUsers() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            try migrate(before: 15, connection)
            _ = try connection.execute(
                #"""
                INSERT INTO archive.events ("offset", partition, topic, kafka_time, key, payload, raw, headers, rejection)
                VALUES
                    (1, 0, 't', now(), 'bob', '{"subject": "ana", "data": {"userId": "a\"b"}}', NULL, NULL, 'key_mismatch'),
                    (2, 0, 't', now(), 'bob', NULL, '\xff227375626a656374223a22616e6122', NULL, 'not_json'),
                    (3, 0, 't', now(), 'bob', NULL, convert_to('{"userId":"ana"', 'UTF8'), NULL, 'not_json'),
                    (4, 0, 't', now(), 'bob', '{}', NULL, '[{"name": "CE_subject", "value": "ana"}]', 'key_mismatch'),
                    (5, 0, 't', now(), 'bob', '{"subject": "ana"}', NULL, NULL, NULL),
                    (6, 0, 't', now(), 'bob', '{"x": 1}', NULL, NULL, 'invalid'),
                    (7, 0, 'dead-letter', now(), 'bob', NULL, convert_to('{"subject":"zo\u00eb"}', 'UTF8'), NULL, NULL);
                INSERT INTO archive.dead_letters (origin_topic, origin_partition, origin_offset, reason, detail, partition,
                    "offset", parked_at) VALUES ('t', 0, 1, 'key_mismatch', '', 0, 7, now())
                """#)
            _ = try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
            let names = try connection.query(
                #"SELECT coalesce(array_to_string(names, '|'), '-') FROM archive.events ORDER BY "offset""#
            ).rows.map { try $0.text(0) }
            #expect(names == ["a\"b|ana", "-", "ana", "ana", "-", "-", "zo\u{EB}"])
            #expect(try connection.query("SELECT names[1] FROM archive.dead_letters").first?.text(0) == "zo\u{EB}")
        }
    }

    @Test("of two processes that start together are applied by one of them")
    func concurrent() async throws {
        try await withPostgres { server in
            let migrations = try Migrations([.init(number: 1, name: "t", sql: "CREATE TABLE t (a int)")])
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask { try migrations.apply(on: PostgresConnection(server.configuration)).count }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.sorted() == [0, 0, 0, 1])
        }
    }

    @Test("with the same number twice, or a name without number, are refused")
    func names() async throws {
        #expect(throws: MigrationError.self) {
            try Migrations([.init(number: 1, name: "a", sql: ""), .init(number: 1, name: "b", sql: "")])
        }
        try await withDirectory { directory in
            try "".write(toFile: "\(directory)/first.sql", atomically: true, encoding: .utf8)
            #expect(throws: MigrationError.self) { try Migrations(directory: directory) }
        }
    }
}
