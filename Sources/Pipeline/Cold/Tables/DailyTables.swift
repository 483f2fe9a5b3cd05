import Events
import Postgres
import Profiles
import Stored

/// Upserts the daily tables by the fold's own rule: the later capture wins, then the greater event id, then the value.
struct DailyTables {
    /// Staging tables of this connection, emptied at every commit: COPY into them is much faster than single upserts.
    static let prepare = """
        CREATE TEMP TABLE stage_hrv (LIKE \(Tables.hrvDaily)) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_sleep (LIKE \(Tables.sleepDaily)) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_naps (LIKE \(Tables.napDaily)) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_training (LIKE \(Tables.trainingDaily)) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_settings (LIKE \(Tables.profileSettings)) ON COMMIT DELETE ROWS;
        """

    static func upsert(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        guard !batch.profiles.isEmpty else { return }
        try upsertHRV(batch, on: connection)
        try upsertSleep(batch, on: connection)
        try upsertNaps(batch, on: connection)
        try upsertTraining(batch, on: connection)
        try upsertSettings(batch, on: connection)
    }

    private static func copy(
        _ batch: ArchiveBatch, _ table: DailyRowsWriter.Table, into stage: String, on connection: PostgresConnection
    ) throws -> Int {
        try connection.copyIn("COPY \(stage) FROM STDIN (FORMAT binary)") { row in
            for (user, profile) in batch.profiles {
                try DailyRowsWriter.write(
                    table, of: user.text, profile, trainingCaptures: batch.trainingCaptures[user] ?? [:], to: &row)
            }
        }
    }

    private static func upsertHRV(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        let copied = try copy(batch, .hrv, into: "stage_hrv", on: connection)
        guard copied > 0 else { return }
        _ = try connection.query(
            """
            INSERT INTO \(Tables.hrvDaily) AS old SELECT * FROM stage_hrv
            ON CONFLICT (user_id, date, vendor, metric) DO UPDATE
            SET value = excluded.value, captured_at = excluded.captured_at, event_id = excluded.event_id
            WHERE (excluded.captured_at, excluded.event_id, coalesce(excluded.value, 'Infinity'))
                > (old.captured_at, old.event_id, coalesce(old.value, 'Infinity'))
            """)
    }

    private static func upsertSleep(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        let copied = try copy(batch, .sleep, into: "stage_sleep", on: connection)
        guard copied > 0 else { return }
        // A deleted night beats every value at a full tie; absent fields come first, as in the fold.
        _ = try connection.query(
            """
            INSERT INTO \(Tables.sleepDaily) AS old SELECT * FROM stage_sleep
            ON CONFLICT (user_id, date, vendor, metric) DO UPDATE
            SET duration_min = excluded.duration_min, efficiency_pct = excluded.efficiency_pct,
                latency_min = excluded.latency_min, wake_count = excluded.wake_count,
                captured_at = excluded.captured_at, event_id = excluded.event_id
            WHERE (excluded.captured_at, excluded.event_id, coalesce(excluded.duration_min, 'Infinity'),
                    coalesce(excluded.efficiency_pct, -1), coalesce(excluded.latency_min, -1), coalesce(excluded.wake_count, -1))
                > (old.captured_at, old.event_id, coalesce(old.duration_min, 'Infinity'),
                    coalesce(old.efficiency_pct, -1), coalesce(old.latency_min, -1), coalesce(old.wake_count, -1))
            """)
    }

    private static func upsertNaps(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        let copied = try copy(batch, .naps, into: "stage_naps", on: connection)
        guard copied > 0 else { return }
        // Of one capture a delete beats every nap.
        _ = try connection.query(
            """
            INSERT INTO \(Tables.napDaily) AS old SELECT * FROM stage_naps
            ON CONFLICT (user_id, date, vendor, captured_at) DO UPDATE
            SET duration_min = excluded.duration_min, efficiency_pct = excluded.efficiency_pct,
                latency_min = excluded.latency_min, wake_count = excluded.wake_count, event_id = excluded.event_id
            WHERE (excluded.duration_min IS NULL, excluded.event_id, coalesce(excluded.duration_min, 0),
                    coalesce(excluded.efficiency_pct, -1), coalesce(excluded.latency_min, -1), coalesce(excluded.wake_count, -1))
                > (old.duration_min IS NULL, old.event_id, coalesce(old.duration_min, 0),
                    coalesce(old.efficiency_pct, -1), coalesce(old.latency_min, -1), coalesce(old.wake_count, -1))
            """)
        // What is taken back, and what is beyond the bound, as in the fold.
        _ = try connection.query(
            """
            WITH ranked AS (
                SELECT user_id, date, vendor, captured_at,
                    row_number() OVER (day ORDER BY captured_at DESC) AS place,
                    max(captured_at) FILTER (WHERE duration_min IS NULL) OVER day AS taken_back
                FROM \(Tables.napDaily) WHERE (user_id, date, vendor) IN (SELECT user_id, date, vendor FROM stage_naps)
                WINDOW day AS (PARTITION BY user_id, date, vendor))
            DELETE FROM \(Tables.napDaily) AS nap USING ranked
            WHERE (nap.user_id, nap.date, nap.vendor, nap.captured_at)
                    = (ranked.user_id, ranked.date, ranked.vendor, ranked.captured_at)
                AND (ranked.place > \(Naps.perDayMax) OR ranked.captured_at < ranked.taken_back)
            """)
    }

    private static func upsertTraining(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        let copied = try copy(batch, .training, into: "stage_training", on: connection)
        guard copied > 0 else { return }
        _ = try connection.query(
            """
            INSERT INTO \(Tables.trainingDaily) AS old SELECT * FROM stage_training
            ON CONFLICT (user_id, date, event_id) DO UPDATE SET load = excluded.load, captured_at = excluded.captured_at
            WHERE excluded.load > old.load
            """)
    }

    private static func upsertSettings(_ batch: ArchiveBatch, on connection: PostgresConnection) throws {
        let copied = try copy(batch, .settings, into: "stage_settings", on: connection)
        guard copied > 0 else { return }
        _ = try connection.query(
            """
            INSERT INTO \(Tables.profileSettings) AS old SELECT * FROM stage_settings
            ON CONFLICT (user_id, name) DO UPDATE
            SET value = excluded.value, changed_at = excluded.changed_at, event_id = excluded.event_id
            WHERE (excluded.changed_at, excluded.event_id, excluded.value COLLATE "C")
                > (old.changed_at, old.event_id, old.value COLLATE "C")
            """)
    }
}
