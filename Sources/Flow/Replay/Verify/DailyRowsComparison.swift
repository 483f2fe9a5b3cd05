import Events
import Postgres
import Profiles
import Readiness

/// `hrv_daily` and `sleep_daily` against the rows that all archived events add up to.
enum DailyRowsComparison {
    static func differences(
        of userID: String, _ profile: WellnessProfile, on connection: PostgresConnection, count: (Int) -> Void
    ) throws -> [Difference] {
        let hrv = try storedHRV(userID, connection)
        let sleep = try storedSleep(userID, connection)
        count(hrv.count + sleep.count)
        return NamedValues(values: hrvRows(profile.rows)).differences(of: userID, in: "hrv_daily", from: hrv)
            + NamedValues(values: sleepRows(profile.rows)).differences(of: userID, in: "sleep_daily", from: sleep)
    }

    private static func hrvRows(_ rows: DailyRows) -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        for entry in rows.hrvEntries {
            for (metric, register) in [
                ("rmssd", entry.rmssd), ("sdnn", entry.sdnn), ("resting_hr", entry.restingHR),
            ] {
                guard let register else { continue }
                result[key(entry.date, entry.vendor, metric)] = line(
                    [register.value], register.capturedAt, register.eventID)
            }
        }
        return result
    }

    private static func sleepRows(_ rows: DailyRows) -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        for entry in rows.sleepEntries {
            let night = entry.night.value
            result[key(entry.date, entry.vendor, "main")] = line(
                [night?.durationMin, night?.efficiencyPct, night?.latencyMin, night?.wakeCount], entry.night.capturedAt,
                entry.night.eventID)
        }
        return result
    }

    private static func storedHRV(_ userID: String, _ connection: PostgresConnection) throws -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        let rows = try connection.query(
            "SELECT date, vendor, metric, captured_at, event_id, value FROM hrv_daily WHERE user_id = $1",
            [.text(userID)]
        ).rows
        for row in rows { result[try key(row)] = try line(row, values: 5...5) }
        return result
    }

    private static func storedSleep(_ userID: String, _ connection: PostgresConnection) throws -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        let rows = try connection.query(
            """
            SELECT date, vendor, metric, captured_at, event_id, duration_min, efficiency_pct, latency_min, wake_count
            FROM sleep_daily WHERE user_id = $1
            """, [.text(userID)]
        ).rows
        for row in rows { result[try key(row)] = try line(row, values: 5...8) }
        return result
    }

    private static func key(_ row: PostgresRow) throws -> ExactText {
        key(CivilDate(dayNumber: try row.date(0)), try row.text(1), try row.text(2))
    }

    private static func key(_ date: CivilDate, _ vendor: String, _ metric: String) -> ExactText {
        ExactText("\(date) \(vendor) \(metric)")
    }

    private static func line(_ row: PostgresRow, values: ClosedRange<Int>) throws -> [UInt8] {
        line(
            try values.map { try row.isNull(.number($0)) ? nil : try row.double(.number($0)) },
            Instant(microseconds: try row.timestamptz(3)), try row.text(4))
    }

    /// Swift writes a double with as many digits as tell it from every other.
    private static func line(_ values: [Double?], _ capturedAt: Instant, _ eventID: String) -> [UInt8] {
        let numbers = values.map { $0.map { "\($0)" } ?? "NULL" }.joined(separator: " ")
        return Array("\(numbers), captured \(capturedAt) by \(eventID)".utf8)
    }
}
