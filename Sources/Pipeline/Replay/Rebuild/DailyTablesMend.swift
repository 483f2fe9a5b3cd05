import Events
import Postgres
import Profiles
import Stored
import Streaming

/// Takes out of a person's tables what is there because of events that no longer count.
///
/// Those are events that an earlier version accepted and this one refuses, and days of the future that were taken back. All
/// else stays: the tables may know more than the archive, whose old months can be dropped. Within the transaction in which the
/// events were read, at REPEATABLE READ: an archiver that changes one of these rows meanwhile makes it fail, to be tried again.
enum DailyTablesMend {
    /// Returns whether something was there, so that scores may be wrong.
    static func settle(_ userID: String, _ fold: ReplayedUser, on connection: PostgresConnection) throws -> Bool {
        let user = PostgresValue.text(userID)
        var isMended =
            try connection.query(dropFutureScores, [user, .timestamptz(EventLimits.retraction.microseconds)])
            .affectedRows > 0
        guard !fold.disowned.isEmpty else { return isMended }
        for table in DailyRowsWriter.Table.allCases {
            let gone = try connection.query(
                "DELETE FROM \(table.name) WHERE user_id = $1 AND event_id = ANY($2)",
                [user, .textArray(fold.disowned)])
            guard gone.affectedRows > 0 else { continue }
            isMended = true
            try refill(table, userID, fold.archived, on: connection)
        }
        if isMended { try dropUnreachedScores(user, userID, on: connection) }
        return isMended
    }

    /// What the events had hidden.
    private static func refill(
        _ table: DailyRowsWriter.Table, _ userID: String, _ profile: WellnessProfile, on connection: PostgresConnection
    ) throws {
        _ = try connection.execute("CREATE TEMP TABLE refill (LIKE \(table.name)) ON COMMIT DROP")
        try connection.copyIn("COPY refill FROM STDIN (FORMAT binary)") { row in
            try DailyRowsWriter.write(table, of: userID, profile, to: &row)
        }
        _ = try connection.execute(
            "INSERT INTO \(table.name) SELECT * FROM refill ON CONFLICT DO NOTHING; DROP TABLE refill")
    }

    /// Scores of days after the newest one. What the archive has not come to yet may well be of a newer day.
    private static let dropFutureScores = """
        DELETE FROM \(Tables.readinessSnapshots) AS s USING \(Tables.checkpoints) AS c
        WHERE s.user_id = $1 AND c.topic = s.origin_topic AND c.partition = s.origin_partition
            AND (c.generation, c.next_offset) > (s.origin_generation, s.origin_offset)
            AND s.date > coalesce((SELECT max(date) FROM (
                SELECT date FROM \(Tables.hrvDaily) WHERE user_id = $1 AND captured_at <> $2
                UNION ALL
                SELECT date FROM \(Tables.sleepDaily) WHERE user_id = $1 AND captured_at <> $2) AS known), '-infinity')
        """

    /// Scores of days that no row reaches any more.
    private static func dropUnreachedScores(
        _ user: PostgresValue, _ userID: String, on connection: PostgresConnection
    ) throws {
        let profile = try DailyRowsReader.profile(of: userID, on: connection) ?? WellnessProfile()
        let stored = try connection.query("SELECT date FROM \(Tables.readinessSnapshots) WHERE user_id = $1", [user])
            .rows
        for date in try stored.map({ CivilDate(dayNumber: try $0.date(0)) }) where !profile.isScored(date) {
            _ = try connection.query(
                "DELETE FROM \(Tables.readinessSnapshots) WHERE user_id = $1 AND date = $2",
                [user, .date(date.dayNumber)])
        }
    }
}
