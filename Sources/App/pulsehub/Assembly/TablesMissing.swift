import Postgres

/// The database is there, and the tables that this build needs are not: no waiting makes them.
struct TablesMissing: Error, CustomStringConvertible {
    let tables: [String]

    var description: String {
        "PostgreSQL has no table \(tables.joined(separator: ", ")): run \"pulsehub db migrate\" first"
    }

    /// One of each migration that made any, the newest included.
    static let needed = [
        "archive.events", "public.hrv_daily", "public.readiness_snapshots", "public.readiness_revisions",
        "access.consents", "archive.erasures", "archive.dead_letters", "archive.gaps",
        "public.readiness_constants", "public.nap_daily", "access.people", "access.security_events",
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
