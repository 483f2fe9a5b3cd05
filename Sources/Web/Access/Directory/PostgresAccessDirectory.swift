import Identity
import Postgres

/// The tables of the schema `access`.
///
/// Every method is one statement, so that it sees and makes one state.
package struct PostgresAccessDirectory: AccessDirectory {
    let pool: PostgresPool

    /// The pool stays the caller's, who shuts it down.
    package init(_ pool: PostgresPool) { self.pool = pool }

    private static let sharing = """
        SELECT coalesce(string_agg(given.signal, ','), '') AS signals
        FROM \(AccessTables.members) AS coach
        JOIN \(AccessTables.members) AS athlete ON athlete.team_id = coach.team_id
        LEFT JOIN \(AccessTables.consents) AS given ON given.team_id = athlete.team_id AND given.user_id = athlete.user_id
        WHERE coach.user_id = $2 AND coach.role = 'coach' AND athlete.user_id = $1 AND athlete.role = 'athlete'
        HAVING count(*) > 0
        """

    /// By the index of members' users; a person is in few teams.
    package func sharing(
        of athlete: UserID, with coach: UserID, within deadline: Duration
    ) async throws -> Set<Signal>? {
        try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(Self.sharing, [.text(athlete.text), .text(coach.text)]).first?.signals("signals")
        }
    }

    private static let generation = "SELECT value, alerts FROM \(AccessTables.generation)"

    /// One row.
    package func generation(within deadline: Duration) async throws -> AccessGeneration {
        try await pool.withConnection(deadline: deadline) { connection in
            let row = try connection.query(Self.generation).first
            return AccessGeneration(
                decisions: Int64(try row?.int("value") ?? 0), alerts: Int64(try row?.int("alerts") ?? 0))
        }
    }

    private static let alerts = """
        SELECT coalesce(sleep_debt_minutes, 0) AS debt, coalesce(readiness_below, 0) AS below
        FROM \(AccessTables.alerts) WHERE user_id = $1
        """

    /// One row by its key; without one there are no alerts.
    package func alerts(of user: UserID, within deadline: Duration) async throws -> AlertPreferences {
        try await pool.withConnection(deadline: deadline) { connection in
            guard let row = try connection.query(Self.alerts, [.text(user.text)]).first else {
                return AlertPreferences()
            }
            let (debt, below) = (try row.int("debt"), try row.int("below"))
            return AlertPreferences(
                sleepDebtMinutes: debt > 0 ? debt : nil, readinessBelow: below > 0 ? below : nil)
        }
    }

    private static let setAlerts = """
        INSERT INTO \(AccessTables.alerts) (user_id, sleep_debt_minutes, readiness_below) VALUES ($1, $2, $3)
        ON CONFLICT (user_id) DO UPDATE
        SET sleep_debt_minutes = excluded.sleep_debt_minutes, readiness_below = excluded.readiness_below
        """

    /// One upsert.
    package func setAlerts(_ alerts: AlertPreferences, of user: UserID, within deadline: Duration) async throws {
        let values = [alerts.sleepDebtMinutes, alerts.readinessBelow].map { number in
            number.map { PostgresValue.int4(Int32(clamping: $0)) } ?? .null
        }
        _ = try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(Self.setAlerts, [.text(user.text)] + values).affectedRows
        }
    }
}

extension PostgresRow {
    /// A list of signals, which the statement wrote as text.
    func signals(_ column: Column) throws -> Set<Signal> {
        Set(try text(column).split(separator: ",").compactMap { Signal(rawValue: String($0)) })
    }
}

extension Set<Signal> {
    /// In the order of ``Signal``.
    var names: [String] { Signal.allCases.filter(contains).map(\.rawValue) }
}
