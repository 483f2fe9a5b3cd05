import Identity
import Postgres

extension PostgresAccessDirectory {
    private static let roster = """
        SELECT team.name, member.user_id, member.role,
            (SELECT coalesce(string_agg(given.signal, ','), '') FROM \(AccessTables.consents) AS given
             WHERE given.team_id = member.team_id AND given.user_id = member.user_id AND member.role = 'athlete'
            ) AS signals
        FROM \(AccessTables.teams) AS team LEFT JOIN \(AccessTables.members) AS member ON member.team_id = team.team_id
        WHERE team.team_id = $1 ORDER BY member.user_id
        """

    /// A row a member; one without a member for an empty team.
    package func roster(of team: TeamID, within deadline: Duration) async throws -> Roster? {
        try await pool.withConnection(deadline: deadline) { connection in
            var roster: Roster?
            for row in try connection.query(Self.roster, [.text(team.text)]).rows {
                var filled = try roster ?? Roster(team: Team(id: team, name: row.text("name")), members: [])
                if try !row.isNull("user_id"), let role = TeamRole(rawValue: try row.text("role")) {
                    let consents = try row.signals("signals")
                    filled.members.append(.init(user: try UserID(row.text("user_id")), role: role, consents: consents))
                }
                roster = filled
            }
            return roster
        }
    }

    private static let teams = """
        SELECT team.team_id, team.name, coalesce(own.role, '') AS role
        FROM \(AccessTables.teams) AS team
        LEFT JOIN \(AccessTables.members) AS own ON own.team_id = team.team_id AND own.user_id = $1
        WHERE $2 OR own.user_id IS NOT NULL
        ORDER BY team.team_id LIMIT $3 OFFSET $4
        """

    /// In the order of the ids' bytes.
    package func teams(of user: UserID, all: Bool, page: Page, within deadline: Duration) async throws -> [Membership] {
        let values: [PostgresValue] = [
            .text(user.text), .bool(all), .int8(Int64(page.size)), .int8(Int64(page.skipped)),
        ]
        return try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(Self.teams, values).rows.map { row in
                let team = Team(id: try TeamID(row.text("team_id")), name: try row.text("name"))
                return Membership(team: team, role: TeamRole(rawValue: try row.text("role")))
            }
        }
    }

    /// One statement.
    package func create(_ team: Team, within deadline: Duration) async throws -> Bool {
        try await change(
            "INSERT INTO \(AccessTables.teams) (team_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [.text(team.id.text), .text(team.name)], within: deadline)
    }

    /// One statement.
    package func rename(_ team: Team, within deadline: Duration) async throws -> Bool {
        try await change(
            "UPDATE \(AccessTables.teams) SET name = $2 WHERE team_id = $1", [.text(team.id.text), .text(team.name)],
            within: deadline)
    }

    /// One statement; memberships and consents go by their foreign keys.
    package func delete(_ team: TeamID, within deadline: Duration) async throws -> Bool {
        try await change("DELETE FROM \(AccessTables.teams) WHERE team_id = $1", [.text(team.text)], within: deadline)
    }

    /// The team's row is locked first, so that of two who come at once the second is counted after the first.
    private static let lock = "SELECT 1 FROM \(AccessTables.teams) WHERE team_id = $1 FOR UPDATE"
    private static let others = "SELECT count(*) FROM \(AccessTables.members) WHERE team_id = $1 AND user_id <> $2"
    private static let insert = """
        INSERT INTO \(AccessTables.members) AS old (team_id, user_id, role) VALUES ($1, $2, $3)
        ON CONFLICT (team_id, user_id) DO UPDATE SET role = excluded.role WHERE old.role <> excluded.role
        """
    private static let forget = """
        DELETE FROM \(AccessTables.consents) AS given USING \(AccessTables.members) AS member
        WHERE given.team_id = $1 AND given.user_id = $2 AND member.team_id = $1 AND member.user_id = $2
            AND member.role <> 'athlete'
        """

    /// One transaction.
    package func put(
        _ user: UserID, as role: TeamRole, in team: TeamID, within deadline: Duration
    ) async throws -> MemberOutcome {
        try await pool.withConnection(deadline: deadline) { connection in
            let key: [PostgresValue] = [.text(team.text), .text(user.text)]
            return try connection.transaction {
                guard try connection.query(Self.lock, [.text(team.text)]).first != nil else {
                    return MemberOutcome.noSuchTeam
                }
                let others = try connection.query(Self.others, key).first?.int(0) ?? 0
                guard others < Team.membersMax else { return .full }
                try connection.query(Self.insert, key + [.text(role.rawValue)])
                try connection.query(Self.forget, key)
                return .done
            }
        }
    }

    /// One statement; consents go by their foreign key.
    package func remove(_ user: UserID, from team: TeamID, within deadline: Duration) async throws -> Bool {
        try await change(
            "DELETE FROM \(AccessTables.members) WHERE team_id = $1 AND user_id = $2",
            [.text(team.text), .text(user.text)],
            within: deadline)
    }

    /// Whether the statement changed a row.
    private func change(
        _ statement: String, _ values: [PostgresValue], within deadline: Duration
    ) async throws -> Bool {
        try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(statement, values).affectedRows > 0
        }
    }
}
