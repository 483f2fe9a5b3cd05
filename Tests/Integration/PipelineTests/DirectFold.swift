import EventCodec
import Events
import Kafka
import Postgres
import Profiles
import Readiness
import TestSupport

/// The daily tables as they must be: the events folded here, without Kafka, processes or stores.
struct DirectFold {
    /// Everybody's rows, nothing forgotten.
    private(set) var profiles: [String: WellnessProfile] = [:]
    /// Everybody of whom there is an event.
    private(set) var users: Set<String> = []

    init(_ records: [ProducerRecord]) {
        for case let event? in records.map(Self.event) {
            users.insert(event.subject)
            if event.payload.topic == Topics.wellness {
                _ = profiles[event.subject, default: WellnessProfile()].apply(event)
            }
        }
    }

    /// The event of a record in structured mode; nil if it is none.
    static func event(_ record: ProducerRecord) -> Event? {
        let timestamp = record.timestampMs.map { Instant(milliseconds: $0) }
        return (record.value ?? []).withUnsafeBytes { value in
            (record.key ?? []).withUnsafeBytes { key in
                try? EventDecoder().decode(topic: record.topic, key: key, value: value, timestamp: timestamp)
            }
        }
    }

    var hrvRows: [String] {
        profiles.flatMap { user, profile in
            profile.rows.hrvEntries.flatMap { entry in
                [("rmssd", entry.rmssd), ("sdnn", entry.sdnn), ("resting_hr", entry.restingHR)].compactMap {
                    metric, register in
                    register.map {
                        Self.row([user, entry.date, entry.vendor, metric], [$0.value], $0.capturedAt, $0.eventID)
                    }
                }
            }
        }.sorted()
    }

    var sleepRows: [String] {
        profiles.flatMap { user, profile in
            profile.rows.sleepEntries.map { entry in
                let night = entry.night.value
                return Self.row(
                    [user, entry.date, entry.vendor, "main"],
                    [night?.durationMin, night?.efficiencyPct, night?.latencyMin, night?.wakeCount],
                    entry.night.capturedAt, entry.night.eventID)
            }
        }.sorted()
    }

    static func hrvTable(of pipeline: Pipeline) throws -> [String] {
        try table("hrv_daily", values: ["value"], of: pipeline)
    }

    static func sleepTable(of pipeline: Pipeline) throws -> [String] {
        try table("sleep_daily", values: ["duration_min", "efficiency_pct", "latency_min", "wake_count"], of: pipeline)
    }

    private static func table(_ name: String, values: [String], of pipeline: Pipeline) throws -> [String] {
        try pipeline.openPostgres().query("SELECT * FROM \(name)").rows.map { found in
            row(
                [
                    try found.text("user_id"), CivilDate(dayNumber: try found.date("date")), try found.text("vendor"),
                    try found.text("metric"),
                ],
                try values.map { try found.isNull(.name($0)) ? nil : try found.double(.name($0)) },
                Instant(microseconds: try found.timestamptz("captured_at")), try found.text("event_id"))
        }.sorted()
    }

    private static func row(_ key: [Any], _ values: [Double?], _ capturedAt: Instant, _ eventID: String) -> String {
        let numbers = values.map { $0.map { "\($0)" } ?? "-" }
        return (key.map { "\($0)" } + numbers + ["\(capturedAt)", eventID]).joined(separator: " ")
    }
}
