import Events
import Postgres
import Profiles
import Readiness
import Stored

/// The daily tables and the athletes' settings against what all archived events add up to.
enum DailyRowsComparison {
    static func differences(
        of userID: String, _ profile: WellnessProfile, on connection: PostgresConnection, count: (Int) -> Void
    ) throws -> [Difference] {
        let hrv = try storedHRV(userID, connection)
        let sleep = try storedSleep(userID, connection)
        let naps = try storedNaps(userID, connection)
        let loads = try storedLoads(userID, connection)
        let settings = try storedSettings(userID, connection)
        count(hrv.count + sleep.count + naps.count + loads.count + settings.count)
        return NamedValues(values: hrvRows(profile.rows)).differences(of: userID, in: Tables.hrvDaily, from: hrv)
            + NamedValues(values: sleepRows(profile.rows)).differences(of: userID, in: Tables.sleepDaily, from: sleep)
            + NamedValues(values: napRows(profile.naps)).differences(of: userID, in: Tables.napDaily, from: naps)
            + NamedValues(values: loadRows(profile.rows)).differences(of: userID, in: Tables.trainingDaily, from: loads)
            + NamedValues(values: settingRows(profile.settings))
            .differences(of: userID, in: Tables.profileSettings, from: settings)
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

    private static func napRows(_ naps: Naps) -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        for entry in naps.entries {
            let nap = entry.nap.value
            result[key(entry.date, entry.vendor, "\(entry.nap.capturedAt)")] = line(
                [nap?.durationMin, nap?.efficiencyPct, nap?.latencyMin, nap?.wakeCount], entry.nap.capturedAt,
                entry.nap.eventID)
        }
        return result
    }

    /// Without the time of capture: no fold uses it, and of two under one event id the table keeps the first to come.
    private static func loadRows(_ rows: DailyRows) -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        for entry in rows.loadEntries {
            result[ExactText("\(entry.date) \(entry.eventID)")] = Array("\(entry.load)".utf8)
        }
        return result
    }

    private static func settingRows(_ settings: PersonalSettings) -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        func add<Value>(_ name: String, _ register: Register<Value>?) {
            guard let register, let value = register.value else { return }
            result[ExactText(name)] = line("\(value)", register.capturedAt, register.eventID)
        }
        add("timeZone", settings.timeZone)
        add("sleepNeedMin", settings.sleepNeedMin)
        add("displayName", settings.displayName)
        return result
    }

    private static func storedHRV(_ userID: String, _ connection: PostgresConnection) throws -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        let rows = try connection.query(
            "SELECT date, vendor, metric, captured_at, event_id, value FROM \(Tables.hrvDaily) WHERE user_id = $1",
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
            FROM \(Tables.sleepDaily) WHERE user_id = $1
            """, [.text(userID)]
        ).rows
        for row in rows { result[try key(row)] = try line(row, values: 5...8) }
        return result
    }

    private static func storedNaps(_ userID: String, _ connection: PostgresConnection) throws -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        let rows = try connection.query(
            """
            SELECT date, vendor, '', captured_at, event_id, duration_min, efficiency_pct, latency_min, wake_count
            FROM \(Tables.napDaily) WHERE user_id = $1
            """, [.text(userID)]
        ).rows
        for row in rows {
            let captured = Instant(microseconds: try row.timestamptz(3))
            result[key(CivilDate(dayNumber: try row.date(0)), try row.text(1), "\(captured)")] = try line(
                row, values: 5...8)
        }
        return result
    }

    private static func storedLoads(_ userID: String, _ connection: PostgresConnection) throws -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        let rows = try connection.query(
            "SELECT date, event_id, load FROM \(Tables.trainingDaily) WHERE user_id = $1", [.text(userID)]
        ).rows
        for row in rows {
            let key = "\(CivilDate(dayNumber: try row.date(0))) \(try row.text(1))"
            result[ExactText(key)] = Array("\(try row.double(2))".utf8)
        }
        return result
    }

    private static func storedSettings(
        _ userID: String, _ connection: PostgresConnection
    ) throws -> [ExactText: [UInt8]] {
        var result: [ExactText: [UInt8]] = [:]
        let rows = try connection.query(
            "SELECT name, value, changed_at, event_id FROM \(Tables.profileSettings) WHERE user_id = $1",
            [.text(userID)]
        ).rows
        for row in rows {
            let changedAt = Instant(microseconds: try row.timestamptz(2))
            result[ExactText(try row.text(0))] = line(try row.text(1), changedAt, try row.text(3))
        }
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
        line(values.map { $0.map { "\($0)" } ?? "NULL" }.joined(separator: " "), capturedAt, eventID)
    }

    private static func line(_ value: String, _ capturedAt: Instant, _ eventID: String) -> [UInt8] {
        Array("\(value), captured \(capturedAt) by \(eventID)".utf8)
    }
}
