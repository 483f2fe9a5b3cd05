import Events
import Postgres
import Profiles
import Readiness

/// Writes a person's registers as rows of the daily tables, by COPY: the counterpart of ``DailyRowsReader``.
package enum DailyRowsWriter {
    /// One of the five tables.
    package enum Table: CaseIterable {
        case hrv, sleep, naps, training, settings

        /// What it is called in the database.
        package var name: String {
            switch self {
            case .hrv: Tables.hrvDaily
            case .sleep: Tables.sleepDaily
            case .naps: Tables.napDaily
            case .training: Tables.trainingDaily
            case .settings: Tables.profileSettings
            }
        }
    }

    /// Writes all rows of one table, in the order of its columns.
    ///
    /// - Parameter trainingCaptures: when sessions were captured, by event id; the fold does not keep it.
    package static func write(
        _ table: Table, of user: String, _ profile: WellnessProfile, trainingCaptures: [ExactText: Instant] = [:],
        to row: inout CopyWriter
    ) throws(PostgresError) {
        switch table {
        case .hrv: for entry in profile.rows.hrvEntries { try write(entry, of: user, to: &row) }
        case .sleep: for entry in profile.rows.sleepEntries { try write(entry, of: user, to: &row) }
        case .naps: for entry in profile.naps.entries { try write(entry, of: user, to: &row) }
        case .training:
            for entry in profile.rows.loadEntries {
                try row.beginRow(columns: 5)
                row.text(user)
                row.date(entry.date.dayNumber)
                row.text(entry.eventID)
                row.double(entry.load)
                row.timestamptz(trainingCaptures[ExactText(entry.eventID)]?.microseconds ?? .min)
            }
        case .settings: try write(profile.settings, of: user, to: &row)
        }
    }

    private static func write(
        _ entry: HRVEntry, of user: String, to row: inout CopyWriter
    ) throws(PostgresError) {
        for (metric, register) in [("rmssd", entry.rmssd), ("sdnn", entry.sdnn), ("resting_hr", entry.restingHR)] {
            guard let register else { continue }
            try row.beginRow(columns: 7)
            row.text(user)
            row.date(entry.date.dayNumber)
            row.text(entry.vendor)
            row.text(metric)
            if let value = register.value { row.double(value) } else { row.null() }
            row.timestamptz(register.capturedAt.microseconds)
            row.text(register.eventID)
        }
    }

    private static func write(
        _ entry: SleepEntry, of user: String, to row: inout CopyWriter
    ) throws(PostgresError) {
        try row.beginRow(columns: 10)
        row.text(user)
        row.date(entry.date.dayNumber)
        row.text(entry.vendor)
        row.text("main")
        write(entry.night.value, to: &row)
        row.timestamptz(entry.night.capturedAt.microseconds)
        row.text(entry.night.eventID)
    }

    private static func write(_ entry: NapEntry, of user: String, to row: inout CopyWriter) throws(PostgresError) {
        try row.beginRow(columns: 9)
        row.text(user)
        row.date(entry.date.dayNumber)
        row.text(entry.vendor)
        row.timestamptz(entry.nap.capturedAt.microseconds)
        write(entry.nap.value, to: &row)
        row.text(entry.nap.eventID)
    }

    private static func write(_ sleep: SleepNight?, to row: inout CopyWriter) {
        for field in [sleep?.durationMin, sleep?.efficiencyPct, sleep?.latencyMin, sleep?.wakeCount] {
            if let field { row.double(field) } else { row.null() }
        }
    }

    private static func write(
        _ settings: PersonalSettings, of user: String, to row: inout CopyWriter
    ) throws(PostgresError) {
        let need = settings.sleepNeedMin.map {
            Register(capturedAt: $0.capturedAt, eventID: $0.eventID, value: $0.value.map { "\($0)" })
        }
        for (name, register) in [
            ("timeZone", settings.timeZone), ("sleepNeedMin", need), ("displayName", settings.displayName),
        ] {
            guard let register, let value = register.value else { continue }
            try row.beginRow(columns: 5)
            row.text(user)
            row.text(name)
            row.text(value)
            row.timestamptz(register.capturedAt.microseconds)
            row.text(register.eventID)
        }
    }
}
