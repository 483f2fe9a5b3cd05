import CPostgres

/// The rows of a query, in binary form as the server sent them.
// @unchecked: libpq's result is never written after the initializer, libpq allows reading it
// from any thread, and it is freed once, by `deinit`.
package final class PostgresResult: @unchecked Sendable {
    private let result: OpaquePointer

    /// Takes over a result and frees it in the end.
    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    /// Rows returned.
    package var count: Int { Int(PQntuples(result)) }

    /// Rows inserted, updated, deleted, selected or copied.
    package var affectedRows: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// The first row, if there is one.
    package var first: PostgresRow? { count > 0 ? PostgresRow(result: self, index: 0) : nil }

    /// The rows in order.
    package var rows: some RandomAccessCollection<PostgresRow> {
        (0..<count).lazy.map { PostgresRow(result: self, index: $0) }
    }

    /// The number of a column, for loops over many rows; nil if there is none of that name.
    package func column(_ name: String) -> Int? {
        let number = PQfnumber(result, "\"\(name)\"")
        return number >= 0 ? Int(number) : nil
    }

    func type(_ column: Int) -> UInt32 { PQftype(result, Int32(column)) }

    /// The bytes of a field, valid while this result lives; nil for NULL. The caller has checked the bounds.
    func field(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
        let (row, column) = (Int32(row), Int32(column))
        guard PQgetisnull(result, row, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    }

    var columnCount: Int { Int(PQnfields(result)) }
}
