import Events
import Identity
import Postgres

/// Which security events to read, the newest first.
package struct SecurityEventQuery: Sendable {
    /// Most that one question answers.
    package static let limitMax = 10_000

    /// Not before this.
    package var since: Instant?
    /// Who did it, or whom it was about.
    package var who: String?
    /// The kind.
    package var kind: SecurityEvent.Kind?
    /// At most so many.
    package var limit = 100

    /// Everything.
    package init() {}

    /// An event as it was kept, and by which process.
    package struct Row: Sendable {
        /// What happened.
        package let event: SecurityEvent
        /// Such as `profile-api`.
        package let process: String
    }

    private static let page = """
        SELECT event_id, first_at, last_at, count, process, kind, outcome, coalesce(actor, '') AS actor,
            coalesce(roles, '') AS roles, action, coalesce(subject, '') AS subject, coalesce(team_id, '') AS team_id,
            coalesce(detail, '') AS detail, coalesce(address, '') AS address
        FROM \(AccessTables.securityEvents)
        WHERE last_at >= $1 AND ($2 = '' OR actor = $2 OR subject = $2) AND ($3 = '' OR kind = $3)
        ORDER BY first_at DESC, event_id DESC LIMIT $4
        """

    /// Reads them.
    package func rows(on connection: PostgresConnection) throws -> [Row] {
        let values: [PostgresValue] = [
            .timestamptz(since?.microseconds ?? .min), .text(who ?? ""), .text(kind?.rawValue ?? ""),
            .int8(Int64(limit)),
        ]
        return try connection.query(Self.page, values).rows.compactMap { row in
            func text(_ column: String) throws -> String? {
                let text = try row.text(.name(column))
                return text.isEmpty ? nil : text
            }
            guard let kind = SecurityEvent.Kind(rawValue: try row.text("kind")),
                let outcome = SecurityEvent.Outcome(rawValue: try row.text("outcome"))
            else { return nil }
            let facts = SecurityEvent.Facts(
                kind, outcome, actor: try text("actor"), roles: try text("roles"), action: try row.text("action"),
                subject: try text("subject"), team: try text("team_id"), detail: try text("detail"),
                address: try text("address"))
            let event = SecurityEvent(
                id: Int64(try row.int("event_id")), facts,
                first: Instant(microseconds: try row.timestamptz("first_at")),
                last: Instant(microseconds: try row.timestamptz("last_at")), count: try row.int("count"))
            return Row(event: event, process: try row.text("process"))
        }
    }
}
