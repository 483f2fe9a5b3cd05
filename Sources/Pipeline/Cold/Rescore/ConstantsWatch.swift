import Events
import Postgres
import Profiles
import Stored

/// Has everybody's scores computed again, from the first date on that changed constants count for.
///
/// Whoever notices a change first writes it down in the transaction that asks for the scores, so that it is asked for once,
/// however many rescorers there are and however often they start.
struct ConstantsWatch {
    /// For so long scores may still be told by a process that has not taken the commit over.
    private static let settling = "10 minutes"
    private static let pauses = (first: Duration.seconds(1), longest: Duration.seconds(60))

    private var seen: [WellnessProfile.Terms.Era] = []
    private var pause = pauses.first
    private var next = ContinuousClock.now

    /// - Returns: those that were new, with how many people they concern.
    mutating func follow(
        _ terms: WellnessProfile.Terms, on connection: PostgresConnection
    ) throws -> [(era: WellnessProfile.Terms.Era, people: Int)] {
        let isNew = terms.eras != seen
        guard isNew || ContinuousClock.now >= next else { return [] }
        var noticed: [(era: WellnessProfile.Terms.Era, people: Int)] = []
        try connection.transaction {
            for era in terms.eras {
                if try Self.note(era, on: connection) {
                    noticed.append((era, try Self.request(era, on: connection)))
                } else if era != terms.eras.first, try Self.isSettling(era, on: connection) {
                    _ = try Self.request(era, besides: terms.configCommit, on: connection)
                }
            }
        }
        seen = terms.eras
        pause = isNew ? Self.pauses.first : min(pause * 2, Self.pauses.longest)
        next = .now + pause
        return noticed
    }

    /// False where it was known.
    private static func note(_ era: WellnessProfile.Terms.Era, on connection: PostgresConnection) throws -> Bool {
        try connection.query(
            "INSERT INTO \(Tables.readinessConstants) (config_commit, first_date) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [.text(era.commit), .date(era.from.dayNumber)]
        ).affectedRows > 0
    }

    private static func isSettling(_ era: WellnessProfile.Terms.Era, on connection: PostgresConnection) throws -> Bool {
        try connection.query(
            """
            SELECT FROM \(Tables.readinessConstants)
            WHERE config_commit = $1 AND first_date = $2 AND noticed_at > now() - interval '\(settling)'
            """, [.text(era.commit), .date(era.from.dayNumber)]
        ).count > 0
    }

    /// Asks for the scores of everybody who has one that the constants count for.
    ///
    /// - Parameter commit: scores that were computed under it are left as they are.
    /// - Returns: how many people that are.
    private static func request(
        _ era: WellnessProfile.Terms.Era, besides commit: String? = nil, on connection: PostgresConnection
    ) throws -> Int {
        try connection.query(
            """
            INSERT INTO \(Tables.rescoreQueue) AS old (user_id, first_date, last_date, cause, origin_topic,
                origin_partition, origin_offset, origin_generation)
            SELECT DISTINCT ON (user_id) user_id, $1, DATE '9999-12-31', $2, origin_topic, origin_partition, origin_offset,
                origin_generation
            FROM \(Tables.readinessSnapshots) WHERE date >= $1 AND ($3::text IS NULL OR config_commit IS DISTINCT FROM $3)
            ORDER BY user_id, date DESC
            ON CONFLICT (user_id) DO UPDATE
            SET first_date = least(old.first_date, excluded.first_date),
                last_date = greatest(old.last_date, excluded.last_date)
            """,
            [
                .date(era.from.dayNumber), .text(Causes.configuration(era.commit)),
                commit.map { .text($0) } ?? .null,
            ]
        ).affectedRows
    }
}
