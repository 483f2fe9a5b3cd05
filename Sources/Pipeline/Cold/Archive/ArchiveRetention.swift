import CoreMetrics
import Events
import Logging
import Observability
import Postgres
import Stored

/// Drops whole months of the archive that are older than the configuration keeps: never a row, never the default
/// partition, and no table but those that `archive.ensure_month` made.
struct ArchiveRetention {
    /// The same counter, whoever makes it.
    static var droppedTotal: Counter { Metric.archiveDroppedMonths.counter() }

    private static let interval = Duration.seconds(600)
    private static let patience = Duration.seconds(60)

    private let logger: Logger
    private let dropped = Self.droppedTotal
    private var months = 0
    private var due: ContinuousClock.Instant?

    init(logger: Logger) { self.logger = logger }

    /// Looks every ten minutes, and at once when the number changes.
    ///
    /// - Parameter months: past months to keep beside the current one; 0 keeps all.
    mutating func dropIfDue(keeping months: Int, on connection: PostgresConnection, now: Instant) throws {
        if months != self.months { due = nil }
        self.months = months
        guard months > 0, due.map({ $0 <= .now }) ?? true else { return }
        due = .now + Self.interval
        do {
            while let month = try Self.dropOldest(keeping: months, on: connection, now: now) {
                dropped.increment()
                logger.notice(
                    "dropped a month of the archive",
                    metadata: ["table": "\(month.table)", "bytes": "\(month.bytes)", "kept": "\(months) months"])
            }
        } catch let error as PostgresError {
            // A month that cannot be dropped, in use or not ours, is no reason to archive nothing.
            guard connection.isUsable else { throw error }
            due = .now + Self.patience
            logger.log(
                level: error.sqlState == "55P03" ? .info : .error,
                "an old month of the archive cannot be dropped now, trying again in a minute",
                metadata: ["error": "\(error)"])
        }
    }

    /// One month in a transaction of its own; nil if nothing is too old.
    ///
    /// A DROP locks the whole archive. While it waits for a long query, everybody else would wait behind it: so it gives
    /// up soon. Both clocks must agree that a month is old, since what one wrong clock drops nobody brings back.
    private static func dropOldest(
        keeping months: Int, on connection: PostgresConnection, now: Instant
    ) throws -> (table: String, bytes: Int)? {
        try connection.transaction {
            try connection.execute("SET LOCAL lock_timeout = '1s'")
            try connection.query("SELECT pg_advisory_xact_lock(hashtext('archive.retention'))")
            let oldest = try connection.query(
                """
                SELECT relname::text AS name, pg_total_relation_size(pg_class.oid) AS bytes
                FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                WHERE inhparent = '\(Tables.events)'::regclass AND relnamespace = 'archive'::regnamespace
                    AND relname ~ '^events_[0-9]{4}_[0-9]{2}$'
                    AND relname < 'events_' || to_char(
                        least($1, (now() AT TIME ZONE 'UTC')::date) - make_interval(months => $2), 'YYYY_MM')
                ORDER BY relname LIMIT 1
                """, [.date(now.utcDate.dayNumber), .int4(Int32(clamping: months))])
            guard let row = oldest.first else { return nil }
            // The name has matched the pattern, so it cannot hold anything but letters, digits and underscores.
            let table = "archive.\(try row.text("name"))"
            try connection.execute("DROP TABLE \(table)")
            // Without its bytes a dead letter can be neither shown nor retried.
            try connection.query(
                """
                DELETE FROM \(Tables.deadLetters) AS d
                USING (SELECT to_date(right($1, 7), 'YYYY_MM')::timestamp AS first) AS month
                WHERE d.parked_at >= month.first AT TIME ZONE 'UTC'
                    AND d.parked_at < (month.first + interval '1 month') AT TIME ZONE 'UTC'
                """, [.text(table)])
            return (table, try row.int("bytes"))
        }
    }
}
