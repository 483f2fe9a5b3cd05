import Events
import Identity
import Postgres
import Profiles
import Stored

/// What the archiver keeps: copies of the live documents and the daily tables. They may trail Redis by its batch.
package struct PostgresProfileStore: ProfileArchive {
    private static let documents = """
        SELECT user_id, part, document FROM \(Tables.profileSnapshots) WHERE user_id = ANY($1) AND part = ANY($2)
        """
    private static let changes = """
        SELECT revision, cause, causes, cause_count, revised_at, score, band, config_commit, previous_score,
            previous_band, previous_config_commit, previous_document -> 'drivers' AS previous_drivers
        FROM \(Tables.readinessRevisions) WHERE user_id = $1 AND date = $2 ORDER BY revision DESC LIMIT 100
        """

    /// Whatever the archiver keeps of a person beside the raw events.
    private static let someone = """
        SELECT id FROM unnest($1::text[]) AS id WHERE \(
            kept.map { "EXISTS (SELECT FROM \($0) WHERE user_id = id COLLATE \"C\")" }.joined(separator: " OR "))
        """
    private static let kept = [
        Tables.profileSnapshots, Tables.profileSettings, Tables.hrvDaily, Tables.sleepDaily, Tables.napDaily,
        Tables.trainingDaily,
    ]

    private let pool: PostgresPool
    private let wide: PostgresPool
    private let probe: PostgresPool
    private let single: CoalescedReads

    /// All pools stay the caller's, who shuts them down. The role needs nothing but SELECT on the archiver's tables.
    ///
    /// - Parameters:
    ///   - wide: for the rows of many people at once, which take long and would hold up those who ask for little.
    ///   - probe: for pings alone, so that one fails only where the server does.
    package init(_ pool: PostgresPool, wide: PostgresPool? = nil, probe: PostgresPool? = nil) {
        self.pool = pool
        self.wide = wide ?? pool
        self.probe = probe ?? pool
        single = CoalescedReads { try await Self.documents($0, of: $1, from: pool, within: $2) }
    }

    /// One statement by primary key, together with what others ask for at the same time.
    package func read(
        _ parts: [ProfilePart], of user: UserID, within deadline: Duration
    ) async throws -> ProfileParts {
        try await single.read(parts, of: user, within: deadline)
    }

    /// The daily tables in one state, between two commits of the archiver.
    package func wellness(of user: UserID, within deadline: Duration) async throws -> WellnessProfile? {
        try await Self.wellness(of: [user], from: pool, within: deadline)[user]
    }

    /// One statement by primary key.
    package func read(
        _ parts: [ProfilePart], of users: [UserID], within deadline: Duration
    ) async throws -> [UserID: ProfileParts] {
        try await Self.documents(parts, of: users, from: wide, within: deadline)
    }

    private static func documents(
        _ parts: [ProfilePart], of users: [UserID], from pool: PostgresPool, within deadline: Duration
    ) async throws -> [UserID: ProfileParts] {
        try await pool.withConnection(deadline: deadline) { connection in
            var found: [UserID: ProfileParts] = [:]
            let values: [PostgresValue] = [.textArray(users.map(\.text)), .textArray(parts.map(\.rawValue))]
            for row in try connection.query(documents, values).rows {
                guard let part = ProfilePart(rawValue: try row.text(1)) else { continue }
                found[try UserID(row.text(0)), default: [:]][part] = try row.bytes(2)
            }
            return found
        }
    }

    /// The daily tables in one state, between two commits of the archiver; five statements a user.
    package func wellness(of users: [UserID], within deadline: Duration) async throws -> [UserID: WellnessProfile] {
        try await Self.wellness(of: users, from: wide, within: deadline)
    }

    private static func wellness(
        of users: [UserID], from pool: PostgresPool, within deadline: Duration
    ) async throws -> [UserID: WellnessProfile] {
        try await pool.withConnection(deadline: deadline) { connection in
            var found: [UserID: WellnessProfile] = [:]
            try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for user in users { found[user] = try DailyRowsReader.profile(of: user.text, on: connection) }
            try connection.execute("COMMIT")
            return found
        }
    }

    /// One statement by primary key.
    package func revisions(
        of user: UserID, on date: CivilDate, within deadline: Duration
    ) async throws -> [ScoreRevision] {
        try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(Self.changes, [.text(user.text), .date(date.dayNumber)]).rows.map(ScoreRevision.init)
        }
    }

    /// One statement by primary keys.
    package func known(_ users: [UserID], within deadline: Duration) async throws -> Set<UserID> {
        try await pool.withConnection(deadline: deadline) { connection in
            let rows = try connection.query(Self.someone, [.textArray(users.map(\.text))]).rows
            return Set(try rows.map { try UserID($0.text(0)) })
        }
    }

    /// An empty statement over the wire.
    package func ping(within deadline: Duration) async throws {
        try await probe.withConnection(deadline: deadline) { connection in
            _ = try connection.query("SELECT 1")
        }
    }
}

extension ScoreRevision {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            number: try row.int("revision"), causes: try Causes(row),
            revisedAt: Instant(microseconds: try row.timestamptz("revised_at")),
            current: try State(row, score: "score", band: "band", configCommit: "config_commit"),
            previous: try State(
                row, score: "previous_score", band: "previous_band", configCommit: "previous_config_commit"),
            previousDrivers: try row.isNull("previous_drivers") ? Array("[]".utf8) : row.bytes("previous_drivers"))
    }
}

extension Causes {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        var names = try row.textArray("causes")
        // Earlier versions kept the last one alone.
        if names.isEmpty, let last = try row.optionalText("cause") { names = [last] }
        self.init(names, count: try row.int("cause_count"))
    }
}

extension ScoreRevision.State {
    fileprivate init(
        _ row: PostgresRow, score: PostgresRow.Column, band: PostgresRow.Column, configCommit: PostgresRow.Column
    ) throws(PostgresError) {
        self.init(
            score: try row.isNull(score) ? nil : try row.int(score), band: try row.optionalText(band),
            configCommit: try row.optionalText(configCommit))
    }
}

extension PostgresRow {
    fileprivate func optionalText(_ column: Column) throws(PostgresError) -> String? {
        try isNull(column) ? nil : try text(column)
    }
}
