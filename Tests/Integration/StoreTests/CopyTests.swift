import LocalServers
import Postgres
import Testing

@Suite("Binary COPY")
struct CopyTests {
    @Test("stores every type, NULLs, -infinity, empty and large values")
    func types() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            try connection.execute(
                """
                CREATE TABLE t (a smallint, b integer, c bigint, d double precision, e boolean, f text, g bytea, h jsonb,
                    i date, j timestamptz, k text[])
                """)
            let large = [UInt8](repeating: 0xAB, count: 300_000)
            let count = try connection.copyIn("COPY t FROM STDIN (FORMAT binary)") { writer in
                try writer.beginRow(columns: 11)
                writer.int16(.min)
                writer.int32(-7)
                writer.int64(.max)
                writer.double(.infinity)
                writer.bool(true)
                writer.text("größer")
                writer.bytea(large)
                writer.jsonb(Array(#"{"a":[]}"#.utf8))
                writer.date(20_000)
                writer.timestamptz(.min)
                writer.textArray(["größer", ""])
                try writer.beginRow(columns: 11)
                for _ in 0..<5 { writer.null() }
                writer.text([])
                writer.bytea([])
                for _ in 0..<3 { writer.null() }
                writer.textArray([])
            }
            #expect(count == 2)
            let row = try #require(connection.query("SELECT *, i::text AS day, j::text AS at FROM t WHERE e").first)
            #expect(try [row.int("a"), row.int("b"), row.int("c")] == [Int(Int16.min), -7, .max])
            #expect(try row.double("d") == .infinity)
            #expect(try row.text("f") == "größer")
            #expect(try row.bytes("g") == large)
            #expect(try row.text("h") == #"{"a": []}"#)
            #expect(try row.text("day") == "2024-10-04")
            #expect(try row.text("at") == "-infinity")
            #expect(try row.textArray("k") == ["größer", ""])
            let other = try #require(connection.query("SELECT * FROM t WHERE e IS NULL").first)
            #expect(try other.text("f").isEmpty && other.bytes("g").isEmpty && other.textArray("k").isEmpty)
            for column in [0, 1, 2, 3, 4, 7, 8, 9] { #expect(try other.isNull(.number(column))) }
        }
    }

    @Test(
        "stores nothing if the writer gives up, a row is malformed or the server refuses one; the connection lives on")
    func allOrNothing() async throws {
        struct GivenUp: Error {}
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            try connection.execute("CREATE TABLE t (a integer, b jsonb)")
            let sql = "COPY t FROM STDIN (FORMAT binary)"
            #expect(throws: GivenUp.self) {
                try connection.copyIn(sql) { writer in
                    try writer.beginRow(columns: 2)
                    throw GivenUp()
                }
            }
            let malformed = try #require(throws: PostgresError.self) {
                try connection.copyIn(sql) { writer in
                    try writer.beginRow(columns: 2)
                    writer.null()
                }
            }
            #expect(malformed.reason == .usage)
            let refused = try #require(throws: PostgresError.self) {
                try connection.copyIn(sql) { writer in
                    for _ in 0..<20_000 {
                        try writer.beginRow(columns: 2)
                        writer.int32(1)
                        writer.jsonb(Array("not json".utf8))
                    }
                }
            }
            #expect(refused.isDataError)
            #expect(throws: PostgresError.self) { try connection.copyIn("SELECT 1") { _ in } }
            #expect(throws: PostgresError.self) { try connection.copyIn("COPY t FROM STDIN") { _ in } }
            #expect(connection.isUsable)
            #expect(try connection.query("SELECT count(*) FROM t").first?.int(0) == 0)
        }
    }
}
