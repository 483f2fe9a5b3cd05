import Identity
import Postgres

extension PostgresAccessDirectory {
    private static let consents = """
        SELECT team.team_id, team.name,
            (SELECT coalesce(string_agg(given.signal, ','), '') FROM \(AccessTables.consents) AS given
             WHERE given.team_id = member.team_id AND given.user_id = member.user_id) AS signals
        FROM \(AccessTables.members) AS member JOIN \(AccessTables.teams) AS team ON team.team_id = member.team_id
        WHERE member.user_id = $1 AND member.role = 'athlete' ORDER BY team.team_id LIMIT 1000
        """

    /// By the index of members' users.
    package func consents(of user: UserID, within deadline: Duration) async throws -> [TeamConsent] {
        try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(Self.consents, [.text(user.text)]).rows.map { row in
                let team = Team(id: try TeamID(row.text("team_id")), name: try row.text("name"))
                return TeamConsent(team: team, signals: try row.signals("signals"))
            }
        }
    }

    /// The memberships are locked, so that nobody leaves a team and takes along what is given to it meanwhile.
    private static let own = """
        SELECT team_id FROM \(AccessTables.members) WHERE user_id = $1 AND role = 'athlete' ORDER BY team_id FOR UPDATE
        """
    private static let revoke = """
        DELETE FROM \(AccessTables.consents)
        WHERE user_id = $1 AND (team_id, signal) NOT IN (SELECT * FROM unnest($2::text[], $3::text[]))
        """
    private static let give = """
        INSERT INTO \(AccessTables.consents) (user_id, team_id, signal) SELECT $1, * FROM unnest($2::text[], $3::text[])
        ON CONFLICT DO NOTHING
        """

    /// One transaction. A consent that is given again keeps the time it was first given.
    package func setConsents(
        _ consents: [TeamID: Set<Signal>], of user: UserID, within deadline: Duration
    ) async throws -> TeamID? {
        let given = consents.flatMap { team, signals in signals.names.map { (team: team.text, signal: $0) } }
        let values: [PostgresValue] = [
            .text(user.text), .textArray(given.map(\.team)), .textArray(given.map(\.signal)),
        ]
        return try await pool.withConnection(deadline: deadline) { connection in
            try connection.transaction {
                let rows = try connection.query(Self.own, [.text(user.text)]).rows
                let own = try Set(rows.map { try TeamID($0.text(0)) })
                if let stranger = consents.keys.filter({ !own.contains($0) }).min() { return stranger }
                try connection.query(Self.revoke, values)
                try connection.query(Self.give, values)
                return nil
            }
        }
    }
}
