import CPostgres

extension PostgresConnection {
    /// Runs `COPY … FROM STDIN (FORMAT binary)` with the rows that the body writes, and returns how many were stored.
    ///
    /// All or nothing: whatever the body throws, or the server refuses, undoes the COPY (and fails the surrounding
    /// transaction). The server speaks only at the end, so its refusal of an early row is thrown after the last.
    @discardableResult
    package func copyIn(_ sql: String, _ rows: (inout CopyWriter) throws -> Void) throws -> Int {
        try beginCopy(sql)
        var writer = CopyWriter(connection)
        do {
            try rows(&writer)
            try writer.finish()
        } catch {
            // The server's answer to this is the error that we asked for.
            _ = try? endCopy(refusing: "the client gave up")
            throw error
        }
        return try endCopy(refusing: nil)
    }

    private func beginCopy(_ sql: String) throws(PostgresError) {
        let answer = PQexec(connection, sql)
        guard PQresultStatus(answer) == PGRES_COPY_IN else {
            try check(answer)
            throw PostgresError(.usage, "not a COPY FROM STDIN: \(sql)")
        }
        let isBinary = PQbinaryTuples(answer) == 1
        PQclear(answer)
        guard isBinary else {
            _ = try? endCopy(refusing: "the format is not binary")
            throw PostgresError(.usage, "not FORMAT binary: \(sql)")
        }
    }

    private func endCopy(refusing reason: String?) throws(PostgresError) -> Int {
        PQputCopyEnd(connection, reason)
        // libpq reports the end of a command by a nil result, which must be read before the next command.
        let answer = PQgetResult(connection)
        while let surplus = PQgetResult(connection) { PQclear(surplus) }
        return try check(answer).affectedRows
    }
}
