import CPostgres
import Glibc

/// One blocking connection, for one owning thread; hence not Sendable.
///
/// After `.connection` the connection is dead until `reset`, and a transaction that was open is rolled back by the server.
package final class PostgresConnection {
    let connection: OpaquePointer
    private let notices: PostgresNotices
    private var statements = StatementCache()

    /// Connects; throws `.connection` (retriable) if the server does not let us in, whatever its reason.
    package init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        connection = try configuration.open()
        notices = PostgresNotices(configuration.log)
        notices.receive(from: connection)
        try checkConnected()
    }

    deinit { PQfinish(connection) }

    /// Whether the next statement has a chance: connected, and neither in a transaction nor in a COPY. Looks at the
    /// socket without blocking, so it notices a server that has gone.
    package var isUsable: Bool {
        // A server that stops says so first and closes after, so one read may not show the end. The bound is for one that
        // never stops talking.
        for _ in 0..<8 {
            var target = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
            guard poll(&target, 1, 0) > 0 else { break }
            if PQconsumeInput(connection) == 0 { return false }
        }
        return PQstatus(connection) == CONNECTION_OK && PQtransactionStatus(connection) == PQTRANS_IDLE
    }

    /// Connects anew with the same settings; prepared statements are forgotten, an open transaction is lost.
    package func reset() throws(PostgresError) {
        statements = StatementCache()
        PQreset(connection)
        try checkConnected()
    }

    /// Runs one or more statements separated by semicolons, without parameters, and returns rows affected by the last.
    ///
    /// Several statements form one transaction unless they say otherwise.
    @discardableResult
    package func execute(_ sql: String) throws(PostgresError) -> Int {
        try check(PQexec(connection, sql)).affectedRows
    }

    /// Runs one statement with parameters `$1`, `$2`, …; it is prepared at its first use and kept for the next.
    ///
    /// The text must be constant: a new text per call would only churn the bounded cache of prepared statements.
    @discardableResult
    package func query(_ sql: String, _ parameters: [PostgresValue] = []) throws(PostgresError) -> PostgresResult {
        let statement = StatementCache.Key(sql: sql, types: parameters.map(\.type.rawValue))
        do throws(PostgresError) {
            return try run(prepared(statement), parameters)
        } catch {
            // After a change of the schema, or of the session behind a pooler, the statement must be prepared again.
            guard error.sqlState == "0A000" || error.sqlState == "26000" else { throw error }
            statements.remove(statement).map { _ = try? execute("DEALLOCATE \($0)") }
            guard PQtransactionStatus(connection) == PQTRANS_IDLE else { throw error }
            return try run(prepared(statement), parameters)
        }
    }

    /// Runs the body in a transaction: committed if it returns, rolled back if it throws.
    ///
    /// A failure of the commit itself with reason `.connection` leaves open whether it happened. Transactions do not nest.
    package func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        try execute("BEGIN")
        let value: Value
        do { value = try body() } catch {
            _ = try? execute("ROLLBACK")
            throw error
        }
        // The server answers COMMIT of a failed transaction with success and the tag ROLLBACK.
        guard PQtransactionStatus(connection) != PQTRANS_INERROR else {
            try execute("ROLLBACK")
            throw PostgresError(.usage, "a failed statement was ignored: the transaction was rolled back")
        }
        try execute("COMMIT")
        return value
    }

    private func prepared(_ key: StatementCache.Key) throws(PostgresError) -> String {
        if let name = statements[key] { return name }
        let name = statements.nextName()
        try check(PQprepare(connection, name, key.sql, Int32(key.types.count), key.types))
        if let evicted = statements.insert(key, name) { try execute("DEALLOCATE \(evicted)") }
        return name
    }

    private func run(_ name: String, _ parameters: [PostgresValue]) throws(PostgresError) -> PostgresResult {
        var bytes: [UInt8] = []
        let ranges = parameters.map { parameter -> Range<Int>? in
            let start = bytes.count
            return parameter.encode(into: &bytes) ? start..<bytes.count : nil
        }
        // An empty value needs a pointer too, or it would mean NULL.
        bytes.append(0)
        let result = bytes.withUnsafeBytes { storage in
            let values = ranges.map { range in
                range.flatMap { storage.baseAddress?.advanced(by: $0.lowerBound).assumingMemoryBound(to: CChar.self) }
            }
            let lengths = ranges.map { Int32(clamping: $0?.count ?? 0) }
            let formats = ranges.map { _ in Int32(1) }
            return PQexecPrepared(connection, name, Int32(parameters.count), values, lengths, formats, 1)
        }
        return try check(result)
    }

    @discardableResult
    func check(_ result: OpaquePointer?) throws(PostgresError) -> PostgresResult {
        guard let result else { throw PostgresError(.connection, PostgresError.line(PQerrorMessage(connection))) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return PostgresResult(result)
        default:
            defer { PQclear(result) }
            throw PostgresError(result: result)
        }
    }

    private func checkConnected() throws(PostgresError) {
        guard PQstatus(connection) == CONNECTION_OK else {
            throw PostgresError(.connection, PostgresError.line(PQerrorMessage(connection)))
        }
    }
}
