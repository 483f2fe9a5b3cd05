import LocalServers
import Postgres
import Testing

@Suite("A PostgreSQL connection")
struct PostgresConnectionTests {
    @Test("returns every type of parameter as it was sent, infinities and zero bytes included")
    func parameters() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            let row = try #require(
                connection.query(
                    """
                    SELECT $1 AS t, $2 AS b, $3 AS i2, $4 AS i4, $5 AS i8, $6 AS d, $7 AS f, $8 AS day, $9 AS at,
                        $10 AS j, $11::int AS n, $12 AS minus, cardinality($13) AS texts, ($14)[2] AS second,
                        $8::text AS day_text, $9::text AS at_text, $12::text AS minus_text
                    """,
                    [
                        .text("größer"), .bytea([0, 255]), .int2(-2), .int4(.min), .int8(.max), .double(-0.5),
                        .bool(true),
                        .date(-1), .timestamptz(-1), .jsonb(Array(#"{"a":1}"#.utf8)), .null, .timestamptz(.min),
                        .textArray(["a", ""]), .int8Array([1, -9]),
                    ]
                ).first)
            #expect(try row.text("t") == "größer")
            #expect(try row.bytes("b") == [0, 255])
            #expect(try [row.int("i2"), row.int("i4"), row.int("i8")] == [-2, Int(Int32.min), .max])
            #expect(try row.double("d") == -0.5)
            #expect(try row.bool("f"))
            #expect(try row.date("day") == -1)
            #expect(try row.text("day_text") == "1969-12-31")
            #expect(try row.timestamptz("at") == -1)
            #expect(try row.text("j") == #"{"a": 1}"#)
            #expect(try row.isNull("n"))
            #expect(try row.timestamptz("minus") == .min)
            #expect(try row.text("minus_text") == "-infinity")
            #expect(try [row.int("texts"), row.int("second")] == [2, -9])
            #expect(throws: PostgresError.self) { try row.int("n") }
            #expect(throws: PostgresError.self) { try row.int("t") }
            #expect(throws: PostgresError.self) { try row.int("absent") }
            #expect(throws: PostgresError.self) { try row.int(99) }
        }
    }

    @Test("classifies refusals, and rolls a failed transaction back")
    func errors() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            try connection.execute("CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (1)")
            let duplicate = try #require(throws: PostgresError.self) {
                try connection.transaction {
                    try connection.query("INSERT INTO t VALUES ($1)", [.int4(2)])
                    try connection.query("INSERT INTO t VALUES ($1)", [.int4(1)])
                }
            }
            #expect(duplicate.sqlState == "23505" && !duplicate.isRetriable && duplicate.detail != nil)
            #expect(try connection.query("SELECT count(*) FROM t").first?.int(0) == 1)
            #expect(connection.isUsable)
            let data = try #require(throws: PostgresError.self) {
                try connection.query("SELECT $1", [.text("zero \0 byte")])
            }
            #expect(data.isDataError)
            #expect(throws: PostgresError.self) {
                try connection.transaction { _ = try? connection.execute("nonsense") }
            }
            #expect(connection.isUsable)
        }
    }

    @Test("who is frozen in a transaction holds others up for a while only, and both may try again")
    func frozenInTransaction() async throws {
        try await withPostgres { server in
            var configuration = server.configuration
            configuration.statementTimeout = .seconds(3)
            let frozen = try PostgresConnection(configuration)
            let other = try PostgresConnection(configuration)
            try frozen.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
            try frozen.execute("BEGIN")
            try frozen.execute("UPDATE t SET a = 2")
            for _ in 0..<20 {
                do throws(PostgresError) {
                    try other.execute("UPDATE t SET a = 3")
                    break
                } catch {
                    #expect(error.isRetriable, "\(error)")
                }
            }
            #expect(try other.query("SELECT a FROM t").first?.int(0) == 3)
            let ended = try #require(throws: PostgresError.self) { try frozen.execute("COMMIT") }
            #expect(ended.isRetriable, "\(ended)")
        }
    }

    @Test("prepares a statement again after the schema under it changed")
    func schemaChange() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            try connection.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
            #expect(try connection.query("SELECT * FROM t").first?.int("a") == 1)
            try connection.execute("ALTER TABLE t ADD b text DEFAULT 'x'")
            #expect(try connection.query("SELECT * FROM t").first?.text("b") == "x")
            for number in 0..<600 { try connection.query("SELECT \(number)") }
            #expect(try connection.query("SELECT count(*) FROM pg_prepared_statements").first?.int(0) ?? 999 <= 257)
        }
    }

    @Test("never shows a password in an error")
    func secrecy() async throws {
        for string in ["postgresql://u:geheim@127.0.0.1:1/x", "host=127.0.0.1 port=1 password=geheim", "geheim"] {
            let error = try #require(throws: PostgresError.self) {
                try PostgresConnection(PostgresConfiguration(connectionString: string))
            }
            #expect(!error.description.contains("geheim"))
            #expect(error.isRetriable == (string != "geheim"))
        }
    }
}
