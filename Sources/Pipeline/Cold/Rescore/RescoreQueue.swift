import Events
import Postgres
import Stored
import Streaming

/// Dates of one person that must be scored again from the daily tables.
struct RescoreRequest: Equatable {
    let userID: String
    let dates: ClosedRange<CivilDate>
    /// The id of the event that asks for it.
    let cause: String
    /// The record behind which the daily tables must be before anybody begins.
    let origin: RecordOrigin

    func widened(by later: RescoreRequest) -> RescoreRequest {
        let isOlder = !later.origin.replaces(origin)
        return RescoreRequest(
            userID: userID,
            dates: min(dates.lowerBound, later.dates.lowerBound)...max(dates.upperBound, later.dates.upperBound),
            cause: isOlder ? cause : later.cause, origin: isOlder ? origin : later.origin)
    }
}

/// The table `rescore_queue`: one request per user, widened by every further one.
enum RescoreQueue {
    static let prepare = "CREATE TEMP TABLE stage_rescore (LIKE \(Tables.rescoreQueue)) ON COMMIT DELETE ROWS;"

    /// Adds the batch's requests.
    ///
    /// To be called before the transaction locks any snapshot: the rescorer locks a request first and snapshots after, and
    /// the same order keeps both from waiting for each other.
    static func enqueue(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        guard !batch.rescores.isEmpty else { return }
        _ = try connection.copyIn(
            """
            COPY stage_rescore (user_id, first_date, last_date, cause, origin_topic, origin_partition, origin_offset, \
            origin_generation, queued_at) FROM STDIN (FORMAT binary)
            """
        ) { row in
            for request in batch.rescores.values {
                try row.beginRow(columns: 9)
                row.text(request.userID)
                row.date(request.dates.lowerBound.dayNumber)
                row.date(request.dates.upperBound.dayNumber)
                row.text(request.cause)
                row.text(request.origin.topic)
                row.int32(request.origin.partition)
                row.int64(request.origin.offset)
                row.int64(request.origin.generation)
                row.timestamptz(0)
            }
        }
        _ = try connection.query(
            """
            INSERT INTO \(Tables.rescoreQueue) AS old (user_id, first_date, last_date, cause, origin_topic,
                origin_partition, origin_offset, origin_generation, queued_at)
            SELECT user_id, first_date, last_date, cause, origin_topic, origin_partition, origin_offset,
                origin_generation, now()
            FROM stage_rescore ORDER BY user_id
            ON CONFLICT (user_id) DO UPDATE
            SET first_date = least(old.first_date, excluded.first_date),
                last_date = greatest(old.last_date, excluded.last_date),
                cause = excluded.cause, origin_topic = excluded.origin_topic,
                origin_partition = excluded.origin_partition,
                origin_generation = CASE WHEN \(isLater) THEN excluded.origin_generation ELSE old.origin_generation END,
                origin_offset = CASE WHEN \(isLater) THEN excluded.origin_offset ELSE old.origin_offset END
            """)
    }

    private static let isLater = OriginColumns.excludedReplacesOld

    /// Locks the oldest request that the daily tables are ready for and that no other worker holds; nil if there is none.
    ///
    /// - Returns: the request, its origin being the last record that the daily tables hold of its partition.
    static func take(on connection: PostgresConnection) throws -> RescoreRequest? {
        let row = try connection.query(
            """
            SELECT q.user_id, q.first_date, q.last_date, q.cause, q.origin_topic, q.origin_partition,
                c.generation, c.next_offset - 1 AS computed_from
            FROM \(Tables.rescoreQueue) AS q
            JOIN \(Tables.checkpoints) AS c
                ON c.topic = q.origin_topic AND c.partition = q.origin_partition
                    AND (c.generation, c.next_offset) > (q.origin_generation, q.origin_offset)
            ORDER BY q.queued_at, q.user_id LIMIT 1 FOR UPDATE OF q SKIP LOCKED
            """
        ).first
        guard let row else { return nil }
        let first = CivilDate(dayNumber: try row.date("first_date"))
        let last = CivilDate(dayNumber: try row.date("last_date"))
        return RescoreRequest(
            userID: try row.text("user_id"), dates: first...max(first, last), cause: try row.text("cause"),
            origin: RecordOrigin(
                topic: try row.text("origin_topic"), partition: Int32(clamping: try row.int("origin_partition")),
                offset: Int64(try row.int("computed_from")), generation: Int64(try row.int("generation"))))
    }

    /// Takes a request that ``take(on:)`` locked out of the queue, or shortens it to what is left, behind all others.
    static func settle(_ request: RescoreRequest, nextDate: CivilDate?, on connection: PostgresConnection) throws {
        if let nextDate {
            _ = try connection.query(
                "UPDATE \(Tables.rescoreQueue) SET first_date = $2, queued_at = clock_timestamp() WHERE user_id = $1",
                [.text(request.userID), .date(nextDate.dayNumber)])
        } else {
            _ = try connection.query("DELETE FROM \(Tables.rescoreQueue) WHERE user_id = $1", [.text(request.userID)])
        }
    }

    /// Puts a request that cannot be carried out behind all others.
    static func postpone(_ userID: String, on connection: PostgresConnection) throws {
        _ = try connection.query(
            "UPDATE \(Tables.rescoreQueue) SET queued_at = clock_timestamp() WHERE user_id = $1", [.text(userID)])
    }
}
