import Access
import Stored

/// The rows of one table that belong to a person, as JSON objects with their `kind`; `$1` is the user id.
struct ExportSection: Sendable {
    /// Opens a cursor over the lines, so that a page is a `FETCH`.
    let declare: String

    private init(_ rows: String) {
        declare = "DECLARE lines NO SCROLL CURSOR FOR SELECT row_to_json(r)::text FROM (\(rows)) AS r"
    }

    /// In the order of the file: what came in first, then what became of it.
    static let all = [
        events, refused, hrv, sleep, naps, training, settings, readiness, revisions, profiles, memberships, consents,
        alerts,
        reads,
    ]

    private static let events = ExportSection(
        """
        SELECT 'event' AS kind, topic, partition, "offset", kafka_time AS "kafkaTime", type, event_time AS "eventTime",
            headers, payload, replace(encode(raw, 'base64'), chr(10), '') AS "rawBase64", rejection
        FROM \(Tables.events) WHERE user_id = $1 ORDER BY kafka_time, topic, partition, "offset"
        """)
    /// What is no valid event and was sent under the person's key, or names the person under another one.
    private static let refused = ExportSection(
        """
        SELECT 'refused' AS kind, topic, partition, "offset", kafka_time AS "kafkaTime", headers, payload,
            replace(encode(raw, 'base64'), chr(10), '') AS "rawBase64", rejection
        FROM \(Tables.events)
        WHERE user_id IS NULL AND (\(RecordsByKey.condition(user: "convert_to($1, 'UTF8')")) OR names @> ARRAY[$1])
        ORDER BY kafka_time, topic, partition, "offset"
        """)
    private static let hrv = ExportSection(
        """
        SELECT 'hrv' AS kind, date, vendor, metric, value, captured_at AS "capturedAt", event_id AS "eventId"
        FROM \(Tables.hrvDaily) WHERE user_id = $1 ORDER BY date, vendor, metric
        """)
    private static let sleep = ExportSection(
        """
        SELECT 'sleep' AS kind, date, vendor, metric, duration_min AS "durationMin", efficiency_pct AS "efficiencyPct",
            latency_min AS "latencyMin", wake_count AS "wakeCount", captured_at AS "capturedAt", event_id AS "eventId"
        FROM \(Tables.sleepDaily) WHERE user_id = $1 ORDER BY date, vendor, metric
        """)
    private static let naps = ExportSection(
        """
        SELECT 'nap' AS kind, date, vendor, duration_min AS "durationMin", efficiency_pct AS "efficiencyPct",
            latency_min AS "latencyMin", wake_count AS "wakeCount", captured_at AS "capturedAt", event_id AS "eventId"
        FROM \(Tables.napDaily) WHERE user_id = $1 ORDER BY date, vendor, captured_at
        """)
    private static let training = ExportSection(
        """
        SELECT 'training' AS kind, date, load, captured_at AS "capturedAt", event_id AS "eventId"
        FROM \(Tables.trainingDaily) WHERE user_id = $1 ORDER BY date, event_id
        """)
    private static let settings = ExportSection(
        """
        SELECT 'setting' AS kind, name, value, changed_at AS "changedAt", event_id AS "eventId"
        FROM \(Tables.profileSettings) WHERE user_id = $1 ORDER BY name
        """)
    private static let readiness = ExportSection(
        """
        SELECT 'readiness' AS kind, date, revision, cause, causes, cause_count AS "causeCount",
            config_commit AS "configCommit", document
        FROM \(Tables.readinessSnapshots) WHERE user_id = $1 ORDER BY date
        """)
    private static let revisions = ExportSection(
        """
        SELECT 'revision' AS kind, date, revision, cause, causes, cause_count AS "causeCount",
            revised_at AS "revisedAt", score, band,
            confidence_level AS "confidenceLevel", config_commit AS "configCommit", previous_score AS "previousScore",
            previous_band AS "previousBand", previous_confidence_level AS "previousConfidenceLevel",
            previous_config_commit AS "previousConfigCommit", previous_document AS "previousDocument"
        FROM \(Tables.readinessRevisions) WHERE user_id = $1 ORDER BY date, revision
        """)
    private static let profiles = ExportSection(
        """
        SELECT 'profile' AS kind, part, updated_at AS "updatedAt", document
        FROM \(Tables.profileSnapshots) WHERE user_id = $1 ORDER BY part
        """)
    private static let memberships = ExportSection(
        """
        SELECT 'membership' AS kind, team_id AS "teamId", role, joined_at AS "joinedAt"
        FROM \(AccessTables.members) WHERE user_id = $1 ORDER BY team_id
        """)
    private static let consents = ExportSection(
        """
        SELECT 'consent' AS kind, team_id AS "teamId", signal, given_at AS "givenAt"
        FROM \(AccessTables.consents) WHERE user_id = $1 ORDER BY team_id, signal
        """)
    private static let alerts = ExportSection(
        """
        SELECT 'alerts' AS kind, sleep_debt_minutes AS "sleepDebtMinutes", readiness_below AS "readinessBelow"
        FROM \(AccessTables.alerts) WHERE user_id = $1
        """)
    /// As `GET /audit` tells it: the reader's address is not the person's data.
    private static let reads = ExportSection(
        """
        SELECT 'read' AS kind, reader_id AS "readerId", reader_role AS role,
            \(AccessRoutines.signalNames)(shown[array_position(subjects, me.person)]) AS signals, read_at AS "readAt"
        FROM \(AccessTables.people) AS me JOIN \(AccessTables.reads) ON subjects @> ARRAY[me.person]
        WHERE me.user_id = $1 ORDER BY read_at, read_id
        """)
}
