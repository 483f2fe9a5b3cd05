import Events
import Postgres
import Profiles
import Stored
import Streaming

/// Upserts scores and live documents; later origins win.
struct SnapshotTables {
    static let prepare = """
        CREATE TEMP TABLE stage_readiness (LIKE \(Tables.readinessSnapshots), round integer) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_profile (LIKE \(Tables.profileSnapshots)) ON COMMIT DELETE ROWS;
        """

    static func upsert(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        try upsertReadiness(batch.snapshots.values, on: connection)
        if !batch.documents.isEmpty { try upsertProfiles(batch, on: connection) }
    }

    /// Upserts the successive scores of dates; the table's trigger keeps a revision for each that differs.
    static func upsertReadiness(
        _ dates: some Collection<[ReadinessSnapshot]>, on connection: PostgresConnection
    ) throws {
        let copied = try connection.copyIn(
            """
            COPY stage_readiness (user_id, date, score, band, status, confidence, confidence_level, guidance, stale, \
            drivers, flags, document, config_commit, origin_topic, origin_partition, origin_offset, origin_generation, \
            revision, cause, causes, cause_count, round) FROM STDIN (FORMAT binary)
            """
        ) { row in
            for scores in dates {
                for (round, snapshot) in scores.enumerated() { try write(snapshot, round, &row) }
            }
        }
        guard copied > 0 else { return }
        // One statement cannot change a row twice.
        for round in 0..<(dates.map(\.count).max() ?? 0) {
            _ = try connection.query(upsertRound, [.int4(Int32(clamping: round))])
        }
    }

    private static let upsertRound = """
        INSERT INTO \(Tables.readinessSnapshots) AS old (user_id, date, score, band, status, confidence, confidence_level,
            guidance, stale, drivers, flags, document, config_commit, origin_topic, origin_partition, origin_offset,
            origin_generation, cause, causes, cause_count)
        SELECT user_id, date, score, band, status, confidence, confidence_level, guidance, stale, drivers, flags,
            document, config_commit, origin_topic, origin_partition, origin_offset, origin_generation, cause, causes,
            cause_count
        FROM stage_readiness WHERE round = $1 ORDER BY user_id, date
        ON CONFLICT (user_id, date) DO UPDATE
        SET score = excluded.score, band = excluded.band, status = excluded.status,
            confidence = excluded.confidence, confidence_level = excluded.confidence_level,
            guidance = excluded.guidance, stale = excluded.stale, drivers = excluded.drivers,
            flags = excluded.flags, document = excluded.document, config_commit = excluded.config_commit,
            origin_topic = excluded.origin_topic, origin_partition = excluded.origin_partition,
            origin_offset = excluded.origin_offset, origin_generation = excluded.origin_generation,
            cause = CASE WHEN \(isSame) THEN old.cause ELSE excluded.cause END,
            causes = CASE WHEN \(isSame) THEN old.causes ELSE excluded.causes END,
            cause_count = CASE WHEN \(isSame) THEN old.cause_count ELSE excluded.cause_count END
        WHERE \(OriginColumns.excludedReplacesOld)
        """

    /// Then it still owes its value to what it did.
    private static let isSame = "old.document::text = excluded.document::text"

    private static func write(_ snapshot: ReadinessSnapshot, _ round: Int, _ row: inout CopyWriter) throws {
        try row.beginRow(columns: 22)
        row.text(snapshot.userID)
        row.date(snapshot.date.dayNumber)
        if let score = snapshot.score { row.int32(Int32(clamping: score)) } else { row.null() }
        if let band = snapshot.band { row.text(band) } else { row.null() }
        row.text(snapshot.status)
        row.double(snapshot.confidence)
        row.text(snapshot.confidenceLevel)
        if let guidance = snapshot.guidance { row.text(guidance) } else { row.null() }
        row.bool(snapshot.stale)
        row.text(snapshot.drivers)
        row.text(snapshot.flags)
        row.text(snapshot.document)
        if let commit = snapshot.configCommit { row.text(commit) } else { row.null() }
        row.text(snapshot.origin.topic)
        row.int32(snapshot.origin.partition)
        row.int64(snapshot.origin.offset)
        row.int64(snapshot.origin.generation)
        row.int32(0)
        if let cause = snapshot.causes.last { row.text(cause) } else { row.null() }
        row.textArray(snapshot.causes.names)
        row.int32(Int32(clamping: snapshot.causes.count))
        row.int32(Int32(clamping: round))
    }

    private static func upsertProfiles(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        _ = try connection.copyIn(
            """
            COPY stage_profile (user_id, part, document, origin_topic, origin_partition, origin_offset, \
            origin_generation, updated_at) FROM STDIN (FORMAT binary)
            """
        ) { row in
            for document in batch.documents.values {
                try row.beginRow(columns: 8)
                row.text(document.userID)
                row.text(document.part)
                row.text(document.json)
                row.text(document.origin.topic)
                row.int32(document.origin.partition)
                row.int64(document.origin.offset)
                row.int64(document.origin.generation)
                row.timestamptz(0)
            }
        }
        _ = try connection.query(
            """
            INSERT INTO \(Tables.profileSnapshots) AS old
                (user_id, part, document, origin_topic, origin_partition, origin_offset, origin_generation, updated_at)
            SELECT user_id, part, document, origin_topic, origin_partition, origin_offset, origin_generation, now()
            FROM stage_profile
            \(ProfileSnapshots.keepNewest)
            """)
    }
}
