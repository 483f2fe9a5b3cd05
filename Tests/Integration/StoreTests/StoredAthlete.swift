import Events
import Postgres
import Profiles
import Redis
import TestSupport

@testable import Cold

/// A person's history as both paths store it: the live fold in Redis, the daily tables in PostgreSQL.
struct StoredAthlete {
    static let id = "ann/ä"
    var id = StoredAthlete.id
    let lastDate = CivilDate(dayNumber: 20_300)
    /// Long enough that the live fold has forgotten most of it.
    let days = 300

    /// Several vendors, gaps, late rows, deletes, loads and settings; repeatable.
    func events() -> [Event] {
        var random = Seeded(7)
        func maybe(_ range: ClosedRange<Double>) -> Double? {
            Int.random(in: 0..<5, using: &random) == 0 ? nil : Double.random(in: range, using: &random)
        }
        return (0..<3 * days).map { number in
            let day = max(0, number / 3 - (Int.random(in: 0..<20, using: &random) == 0 ? 40 : 0))
            let date = lastDate.advanced(by: day + 1 - days)
            let time = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000 + Int64(number % 5) * 1_000_000)
            let vendor = number % 7 == 0 ? "garmin" : "oura"
            let payload: Payload =
                switch Int.random(in: 0..<23, using: &random) {
                case 0..<9:
                    .hrv(
                        HRVRecorded(
                            date: date, vendor: vendor, rMSSD: maybe(30...90), sdnn: maybe(30...90),
                            restingHR: maybe(40...60), capturedAt: time))
                case 9..<16:
                    .sleep(
                        SleepRecorded(
                            date: date, vendor: vendor, durationMin: .random(in: 300...540, using: &random),
                            efficiencyPct: maybe(70...100), latencyMin: maybe(0...60), wakeCount: maybe(0...6),
                            capturedAt: time))
                case 16: .deleted(RecordDeleted(kind: .hrv, date: date, vendor: vendor, capturedAt: time))
                case 17: .profile(ProfileUpdated(timeZone: "Europe/Berlin", sleepNeedMin: maybe(400...520)))
                case 18, 19:
                    .sleep(
                        SleepRecorded(
                            date: date, vendor: vendor, durationMin: .random(in: 10...90, using: &random),
                            efficiencyPct: maybe(70...100), capturedAt: time, kind: .nap))
                case 20: .deleted(RecordDeleted(kind: .nap, date: date, vendor: vendor, capturedAt: time))
                default: .training(TrainingRecorded(date: date, load: maybe(20...200) ?? 0, capturedAt: time))
                }
            return Event(id: "e\(number)", source: "test", subject: id, time: time, payload: payload)
        }
    }

    /// What the stream processor would leave in the user's hash.
    func store(in redis: RedisConnection) throws {
        var profile = WellnessProfile()
        for batch in batches() {
            var changes = WellnessChanges(of: profile)
            for event in batch { if let change = profile.apply(event) { changes.add(change) } }
            for field in profile.stateFields(after: changes) {
                let key = RedisArgument("profile:" + id)
                if let value = field.value {
                    try redis.command("HSET", key, RedisArgument(field.name), RedisArgument(value))
                } else {
                    try redis.command("HDEL", key, RedisArgument(field.name))
                }
            }
        }
    }

    /// What the archiver would leave in the daily tables.
    func store(in postgres: PostgresConnection) throws {
        try postgres.execute(DailyTables.prepare)
        for events in batches() {
            var batch = ArchiveBatch()
            for event in events { batch.add(event) }
            try postgres.execute("BEGIN")
            try DailyTables.upsert(batch, on: postgres)
            try postgres.execute("COMMIT")
        }
    }

    /// The finished documents, in both stores.
    func storeDocuments(
        _ terms: WellnessProfile.Terms, in redis: RedisConnection, _ postgres: PostgresConnection
    ) throws {
        var profile = WellnessProfile()
        for event in events() { _ = profile.apply(event) }
        guard let documents = profile.pruned().documents(terms: terms, userID: id) else { return }
        for (part, json) in [("readiness", documents.readinessJSON), ("wellness", documents.wellnessJSON)] {
            try redis.command("HSET", RedisArgument("profile:" + id), RedisArgument(part), RedisArgument(json))
            try postgres.query(
                """
                INSERT INTO profile_snapshots (user_id, part, document, origin_topic, origin_partition, origin_offset)
                VALUES ($1, $2, convert_from($3, 'UTF8')::json, 'test', 0, 0)
                """, [.text(id), .text(part), .bytea(json)])
        }
    }

    private func batches() -> [ArraySlice<Event>] {
        let events = events()
        return stride(from: 0, to: events.count, by: 100).map { events[$0..<min(events.count, $0 + 100)] }
    }
}
