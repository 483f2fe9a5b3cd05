import Events
import Postgres
import Profiles
import Readiness

/// Reads a person's wellness profile back out of the daily tables, whole: also the dates that the live fold has
/// forgotten.
///
/// The tables hold the fold's own registers, so what is read equals what the fold would hold had it never pruned;
/// ``WellnessProfile/pruned()`` gives what it does hold.
package enum DailyRowsReader {
    /// The person's rows, loads and settings; nil if the tables know nothing of them.
    ///
    /// Five statements: inside a `REPEATABLE READ` transaction they see one state, else the archiver may commit in
    /// between. Memory is a few registers per day of the person's history.
    package static func profile(of userID: String, on connection: PostgresConnection) throws -> WellnessProfile? {
        let user = [PostgresValue.text(userID)]
        var rows = DailyRows()
        for row in try connection.query(hrv, user).rows { try restoreHRV(row, into: &rows) }
        for row in try connection.query(sleep, user).rows { rows.restore(try sleepEntry(row)) }
        for row in try connection.query(training, user).rows {
            rows.restore(LoadEntry(date: try row.civilDate(0), eventID: try row.text(1), load: try row.double(2)))
        }
        var settings = PersonalSettings()
        for row in try connection.query(personal, user).rows { try restoreSetting(row, into: &settings) }
        var naps = Naps()
        for row in try connection.query(nap, user).rows { naps.merge(try napEntry(row)) }
        let profile = WellnessProfile(rows: rows, settings: settings, naps: naps)
        return profile == WellnessProfile() ? nil : profile
    }

    private static let hrv = """
        SELECT date, vendor, captured_at, event_id, metric, value FROM \(Tables.hrvDaily) WHERE user_id = $1 ORDER BY date
        """
    private static let sleep = """
        SELECT date, vendor, captured_at, event_id, duration_min, efficiency_pct, latency_min, wake_count
        FROM \(Tables.sleepDaily) WHERE user_id = $1 AND metric = 'main' ORDER BY date
        """
    private static let nap = """
        SELECT date, vendor, captured_at, event_id, duration_min, efficiency_pct, latency_min, wake_count
        FROM \(Tables.napDaily) WHERE user_id = $1 ORDER BY date, vendor, captured_at
        """
    private static let training = """
        SELECT date, event_id, load FROM \(Tables.trainingDaily) WHERE user_id = $1 ORDER BY date
        """
    private static let personal = """
        SELECT name, changed_at, event_id, value FROM \(Tables.profileSettings) WHERE user_id = $1
        """

    private static func restoreHRV(_ row: PostgresRow, into rows: inout DailyRows) throws {
        let register = Register(
            capturedAt: try row.instant(2), eventID: try row.text(3), value: try row.optionalDouble(5))
        var entry = HRVEntry(
            date: try row.civilDate(0), vendor: try row.text(1), rmssd: nil, sdnn: nil, restingHR: nil)
        switch try row.text(4) {
        case "rmssd": entry.rmssd = register
        case "sdnn": entry.sdnn = register
        case "resting_hr": entry.restingHR = register
        // The table's own check admits no others; a later schema's metric is no part of this formula.
        default: return
        }
        rows.restore(entry)
    }

    private static func sleepEntry(_ row: PostgresRow) throws -> SleepEntry {
        SleepEntry(date: try row.civilDate(0), vendor: try row.text(1), night: try sleep(row))
    }

    private static func napEntry(_ row: PostgresRow) throws -> NapEntry {
        NapEntry(date: try row.civilDate(0), vendor: try row.text(1), nap: try sleep(row))
    }

    private static func sleep(_ row: PostgresRow) throws -> Register<SleepNight> {
        let sleep = try row.optionalDouble(4).map { duration in
            SleepNight(
                durationMin: duration, efficiencyPct: try row.optionalDouble(5), latencyMin: try row.optionalDouble(6),
                wakeCount: try row.optionalDouble(7))
        }
        return Register(capturedAt: try row.instant(2), eventID: try row.text(3), value: sleep)
    }

    private static func restoreSetting(_ row: PostgresRow, into settings: inout PersonalSettings) throws {
        let (time, event, value) = (try row.instant(1), try row.text(2), try row.text(3))
        switch try row.text(0) {
        case "timeZone": settings.timeZone = Register(capturedAt: time, eventID: event, value: value)
        case "displayName": settings.displayName = Register(capturedAt: time, eventID: event, value: value)
        // Written as the shortest text that reads back as the same number.
        case "sleepNeedMin":
            settings.sleepNeedMin = Double(value).map { Register(capturedAt: time, eventID: event, value: $0) }
        default: break
        }
    }
}

extension PostgresRow {
    fileprivate func civilDate(_ column: Column) throws -> CivilDate { CivilDate(dayNumber: try date(column)) }

    fileprivate func instant(_ column: Column) throws -> Instant { Instant(microseconds: try timestamptz(column)) }

    fileprivate func optionalDouble(_ column: Column) throws -> Double? {
        try isNull(column) ? nil : try double(column)
    }
}
