import Events
import LocalServers
import Postgres
import Profiles
import Stored
import TestSupport
import Testing

@testable import Cold

@Suite("The table of naps")
struct NapTableTests {
    private static let date = CivilDate(dayNumber: 20_000)

    /// Naps and deletes of one day that tie, repeat and exceed the bound.
    private static func events(_ random: inout Seeded) -> [Event] {
        (0..<120).map { number in
            let second = Int64.random(in: 0..<30, using: &random)
            let captured = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000 + second * 1_000_000)
            let vendor = Bool.random(using: &random) ? "oura" : "polar"
            let payload: Payload =
                number % 15 == 0
                ? .deleted(RecordDeleted(kind: .nap, date: date, vendor: vendor, capturedAt: captured))
                : .sleep(
                    SleepRecorded(
                        date: date, vendor: vendor, durationMin: Double(Int.random(in: 0...90, using: &random)),
                        wakeCount: Bool.random(using: &random) ? 1 : nil, capturedAt: captured, kind: .nap))
            return Event(
                id: "e\(Int.random(in: 0..<40, using: &random))", source: "t", subject: "ann", time: captured,
                payload: payload)
        }
    }

    @Test("holds what the fold holds, after every batch and in whatever order events come")
    func asTheFold() async throws {
        try await withPostgres { server in
            let connection = try PostgresConnection(server.configuration)
            _ = try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
            _ = try connection.execute(DailyTables.prepare)
            var random = Seeded(4)
            for _ in 0..<8 {
                _ = try connection.execute("TRUNCATE nap_daily")
                var rest = Self.events(&random)[...]
                var expected = WellnessProfile()
                while !rest.isEmpty {
                    let part = rest.prefix(.random(in: 1...9, using: &random))
                    rest = rest.dropFirst(part.count)
                    var batch = ArchiveBatch()
                    for event in part {
                        batch.add(event)
                        _ = expected.apply(event)
                    }
                    _ = try connection.execute("BEGIN")
                    try DailyTables.upsert(batch, on: connection)
                    _ = try connection.execute("COMMIT")
                    let stored = try DailyRowsReader.profile(of: "ann", on: connection) ?? WellnessProfile()
                    #expect(stored == expected)
                    let rows = try connection.query("SELECT count(*) FROM nap_daily").first?.int(0)
                    #expect(rows == expected.naps.entries.count)
                }
            }
        }
    }
}
