import Access
import Postgres
import Stored

/// The database is there, and the tables that this build needs are not: no waiting makes them.
package struct TablesMissing: Error, CustomStringConvertible {
    let tables: [String]

    package var description: String {
        "PostgreSQL has no table \(tables.joined(separator: ", ")): run \"pulsehub db migrate\" first"
    }

    /// One of each migration that made any, the newest included.
    static let needed = [
        Tables.events, "public.\(Tables.hrvDaily)", "public.\(Tables.readinessSnapshots)",
        "public.\(Tables.readinessRevisions)",
        AccessTables.consents, Tables.erasures, Tables.deadLetters, Tables.gaps,
        "public.\(Tables.readinessConstants)", "public.\(Tables.napDaily)", AccessTables.people,
        AccessTables.securityEvents,
    ]

    /// - Throws: the tables that are missing, by name.
    static func check(_ connection: PostgresConnection) throws {
        let names = needed.joined(separator: ",")
        let missing = try connection.query(
            "SELECT name FROM unnest(string_to_array('\(names)', ',')) AS name WHERE to_regclass(name) IS NULL")
        let tables = try missing.rows.map { try $0.text(0) }
        guard tables.isEmpty else { throw TablesMissing(tables: tables) }
    }
}
