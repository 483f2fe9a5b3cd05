import Events
import Foundation
import Postgres

@testable import Cold

/// A person's wellness events in absurd numbers, stored by the archiver's own statements.
enum PoisonHistory: String, CaseIterable {
    /// 1,250 days of 20 vendors, each with a morning, its correction, a night and a session.
    case years
    /// 2,000 vendors on each of 50 days.
    case vendors

    static let eventCount = 100_000
    static let today = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).utcDate

    /// Whose it is.
    var user: String { "poison-\(rawValue)" }

    /// Into the daily tables, in batches as large as the archiver's.
    func store(on connection: PostgresConnection) throws {
        try Self.store((0..<Self.eventCount).lazy.map { event($0) }, on: connection)
        // For the export.
        try connection.query(
            """
            INSERT INTO archive.events (topic, partition, "offset", kafka_time, user_id, type, payload)
            SELECT $1, 0, n, now(), $1, 'x', jsonb_build_object('n', n) FROM generate_series(1, $2) AS n
            """, [.text(user), .int4(Int32(Self.eventCount))])
    }

    /// A person as others are: 90 mornings of one vendor.
    static func storeOther(_ user: String, on connection: PostgresConnection) throws {
        try store((0..<90).map { event($0, of: user, daysAgo: $0, vendor: "oura", .morning) }, on: connection)
    }

    private static func store(_ events: some Sequence<Event>, on connection: PostgresConnection) throws {
        try connection.execute(DailyTables.prepare)
        defer { _ = try? connection.execute("DISCARD TEMP") }
        var batch = ArchiveBatch()
        func write() throws {
            try connection.transaction { try DailyTables.upsert(batch, on: connection) }
            batch = ArchiveBatch()
        }
        for (number, event) in events.enumerated() {
            batch.add(event)
            if number % 10_000 == 9_999 { try write() }
        }
        try write()
    }

    private func event(_ number: Int) -> Event {
        switch self {
        case .years:
            Self.event(
                number, of: user, daysAgo: number / 80, vendor: "vendor-\(number / 4 % 20)", Kind.allCases[number % 4])
        case .vendors:
            Self.event(number, of: user, daysAgo: number % 50, vendor: "vendor-\(number / 50)", .morning)
        }
    }

    private enum Kind: CaseIterable { case morning, correction, night, session }

    private static func event(
        _ number: Int, of user: String, daysAgo: Int, vendor: String, _ kind: Kind
    ) -> Event {
        let date = today.advanced(by: -daysAgo)
        let time = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000 + (kind == .correction ? 1 : 0))
        let payload: Payload =
            switch kind {
            case .morning, .correction:
                .hrv(
                    HRVRecorded(
                        date: date, vendor: vendor, rMSSD: Double(40 + number % 30), restingHR: Double(45 + number % 9),
                        capturedAt: time))
            case .night:
                .sleep(
                    SleepRecorded(
                        date: date, vendor: vendor, durationMin: Double(400 + number % 90), efficiencyPct: 90,
                        capturedAt: time))
            case .session:
                .training(TrainingRecorded(date: date, load: Double(number % 90), capturedAt: time))
            }
        return Event(id: "event-\(number)-of-\(user)", source: "test", subject: user, time: time, payload: payload)
    }
}
