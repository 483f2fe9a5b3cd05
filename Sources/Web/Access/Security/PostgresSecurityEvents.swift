import Blocking
import Events
import Identity
import Postgres

/// The security events in PostgreSQL, over a connection that stands only while it is needed: most processes write one batch in
/// a day, and those that need no PostgreSQL otherwise do without it.
///
/// An actor on a thread of its own, because the connection blocks.
package actor PostgresSecurityEvents: SecurityEventStore {
    private let executor = BlockingExecutor(label: "security-events")
    /// The thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let configuration: PostgresConfiguration
    private let process: String

    /// - Parameter process: which one writes, such as `ingest`.
    package init(_ configuration: PostgresConfiguration, process: String) {
        self.configuration = configuration
        self.process = process
    }

    /// The number of an event makes it safe to write a batch again whose answer was lost.
    private static let append = """
        INSERT INTO \(AccessTables.securityEvents) (event_id, first_at, last_at, count, process, kind, outcome, actor,
            roles, action,
            subject, team_id, detail, address)
        SELECT event_id, to_timestamp(0) + first_at * interval '1 microsecond',
            to_timestamp(0) + last_at * interval '1 microsecond', count, $14, kind, outcome, nullif(actor, ''),
            nullif(roles, ''), action, nullif(subject, ''), nullif(team_id, ''), nullif(detail, ''), nullif(address, '')
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
            AS event (event_id, first_at, last_at, count, kind, outcome, actor, roles, action, subject, team_id, detail,
                address)
        ON CONFLICT DO NOTHING
        """

    /// One statement for all.
    package func append(_ events: [SecurityEvent], within deadline: Duration) async throws {
        func texts(_ fact: (SecurityEvent.Facts) -> String?) -> PostgresValue {
            .textArray(events.map { (fact($0.facts) ?? "").filter { $0 != "\0" } })
        }
        let values: [PostgresValue] = [
            .int8Array(events.map(\.id)), .int8Array(events.map(\.first.microseconds)),
            .int8Array(events.map(\.last.microseconds)), .int8Array(events.map { Int64($0.count) }),
            texts(\.kind.rawValue), texts(\.outcome.rawValue), texts(\.actor), texts(\.roles), texts(\.action),
            texts(\.subject), texts(\.team), texts(\.detail), texts(\.address), .text(process),
        ]
        var configuration = configuration
        configuration.statementTimeout = deadline
        _ = try PostgresConnection(configuration).query(Self.append, values)
    }

    /// Deletes what is older than so many days.
    ///
    /// - Returns: how many rows.
    package func drop(olderThanDays days: Int) throws -> Int {
        try PostgresConnection(configuration).query(
            "SELECT \(AccessRoutines.dropSecurityEvents)(now() - make_interval(days => $1))",
            [.int4(Int32(clamping: days))]
        ).first?.int(0) ?? 0
    }
}
