import CPostgres

/// How to reach a PostgreSQL server.
package struct PostgresConfiguration: Sendable {
    /// libpq's keyword form (`host=… dbname=…`) or URI form (`postgresql://…`). May hold a password; never logged.
    package var connectionString: String
    /// In the place of the one that the connection string names; nil to keep that.
    package var database: String?
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    /// Bounds a connection attempt per address; libpq rounds to seconds, at least 2.
    package var connectTimeout: Duration
    /// The server cancels a statement that takes longer, and ends a session that rests longer inside a transaction;
    /// zero for no limit.
    package var statementTimeout: Duration
    /// Is told the server's notices and warnings; nil drops them.
    package var log: PostgresLog?

    /// Only the connection string has no sensible default.
    package init(
        connectionString: String, applicationName: String = "pulsehub", connectTimeout: Duration = .seconds(5),
        statementTimeout: Duration = .seconds(60)
    ) {
        self.connectionString = connectionString
        self.applicationName = applicationName
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
    }

    /// Opens a libpq connection, which the caller must `PQfinish` even after a failure.
    func open() throws(PostgresError) -> OpaquePointer {
        var parameters = try parsed()
        // Start-up options rather than SET, so that they hold again after a reset.
        let milliseconds = Int(statementTimeout / .milliseconds(1))
        // Whoever is frozen in a transaction holds its locks, and others up, no longer than a statement may.
        parameters["options", default: ""] +=
            " -c statement_timeout=\(milliseconds) -c idle_in_transaction_session_timeout=\(milliseconds)"
        parameters["application_name"] = applicationName
        parameters["client_encoding"] = "UTF8"
        if let database { parameters["dbname"] = database }
        let defaults = [
            "connect_timeout": String(max(2, Int(connectTimeout / .seconds(1)))),
            // A server that vanished without a word is noticed after about half a minute instead of two hours.
            "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "4", "tcp_user_timeout": "30000",
        ]
        parameters.merge(defaults) { given, _ in given }
        let connection = withCStrings(Array(parameters.keys) + [nil]) { keys in
            withCStrings(Array(parameters.values) + [nil]) { values in PQconnectdbParams(keys, values, 0) }
        }
        guard let connection else { throw PostgresError(.connection, "out of memory") }
        return connection
    }

    /// The same for PostgreSQL's own programs, as environment variables: a command line is for everybody to read.
    ///
    /// Options of the connection string that have no variable are left out.
    package func environment() throws(PostgresError) -> [String: String] {
        var variables: [String: String] = [:]
        try parse { keyword, value, variable in variables[variable ?? keyword] = value }
        variables = variables.filter { $0.key.hasPrefix("PG") }
        variables["PGAPPNAME"] = applicationName
        if let database { variables["PGDATABASE"] = database }
        return variables
    }

    /// Host, port and database for messages, without the password; what libpq takes from elsewhere is left out.
    package var address: String {
        get throws(PostgresError) {
            let given = try parsed()
            let place = [given["host"] ?? given["hostaddr"] ?? "", given["port"] ?? "5432"].joined(separator: ":")
            return [place, given["dbname"] ?? ""].filter { !$0.isEmpty }.joined(separator: "/")
        }
    }

    /// The settings that the connection string gives.
    private func parsed() throws(PostgresError) -> [String: String] {
        var parameters: [String: String] = [:]
        try parse { keyword, value, _ in parameters[keyword] = value }
        return parameters
    }

    private func parse(
        _ body: (_ keyword: String, _ value: String, _ variable: String?) -> Void
    ) throws(PostgresError) {
        guard let options = PQconninfoParse(connectionString, nil) else {
            // libpq's own message quotes the string, which may hold a password.
            throw PostgresError(.usage, "the connection string is neither keyword=value pairs nor a URI")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                body(
                    String(cString: keyword), String(cString: value), option.pointee.envvar.map { String(cString: $0) })
            }
            option += 1
        }
    }
}

/// Lends the strings as C strings; nil stays nil.
func withCStrings<Result>(
    _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) throws -> Result
) rethrows -> Result {
    var storage: [CChar] = []
    let offsets = strings.map { string -> Int? in
        guard let string else { return nil }
        defer { storage += string.utf8CString }
        return storage.count
    }
    return try storage.withUnsafeBufferPointer { bytes in
        let pointers = offsets.map { offset in offset.flatMap { bytes.baseAddress?.advanced(by: $0) } }
        return try pointers.withUnsafeBufferPointer { try body($0.baseAddress) }
    }
}
