import Events
import Postgres
import Profiles
import Testing

@testable import Cold
@testable import Streaming

@Suite("What a rescorer says changed a score")
struct RescoreCauseTests {
    /// Puts the events into the archive and the daily tables, one offset after the other.
    private func archive(_ events: [Event], from offset: Int64, _ database: Database) throws {
        var batch = ArchiveBatch()
        for (number, event) in events.enumerated() {
            batch.add(event)
            try database.archiver.query(
                """
                INSERT INTO archive.events (topic, partition, "offset", kafka_time, user_id, payload)
                VALUES ($1, 0, $2, now(), $3, json_build_object('id', $4::text)::jsonb)
                """,
                [.text(Topics.wellness), .int8(offset + Int64(number)), .text(event.subject), .text(event.id)])
        }
        try database.archiver.transaction {
            try DailyTables.upsert(batch, on: database.archiver)
            _ = try database.archiver.query(
                """
                INSERT INTO archive.checkpoints (topic, partition, next_offset) VALUES ($1, 0, $2)
                ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
                """, [.text(Topics.wellness), .int8(offset + Int64(events.count))])
        }
    }

    private func correction(_ day: Int, _ rMSSD: Double, id: String) -> Event {
        let date = Database.firstDay.advanced(by: day)
        let at = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000).advanced(bySeconds: 60)
        let row = HRVRecorded(date: date, vendor: "oura", rMSSD: rMSSD, restingHR: 50, capturedAt: at)
        return Event(id: id, source: "s", subject: "ann", time: at, payload: .hrv(row))
    }

    private func rescore(_ database: Database, through offset: Int64) throws {
        try database.enqueue(Database.request("ann", 0...299, offset: offset))
        let worker = try database.worker()
        while try database.step(datesMax: 50).run(on: worker) != nil {}
    }

    private func causes(_ day: Int, _ database: Database) throws -> [String] {
        try database.archiver.query(
            "SELECT causes, cause, cause_count FROM readiness_snapshots WHERE date = $1",
            [.date(Database.firstDay.advanced(by: day).dayNumber)]
        ).rows.flatMap { row in
            let names = try row.textArray("causes")
            #expect(try row.isNull("cause") ? names.isEmpty : names.last == row.text("cause"))
            return names + ["of \(try row.int("cause_count"))"]
        }
    }

    @Test("of several late rows, each date names those within its windows, a first score those it is made of")
    func late() async throws {
        try await Database.run { database in
            try archive(Database.mornings("ann", 0..<300), from: 0, database)
            try rescore(database, through: 299)
            #expect(try causes(2, database) == ["ann-0", "ann-1", "ann-2", "of 3"])
            #expect(try causes(100, database).suffix(2) == ["ann-100", "of 61"])

            try archive(
                [
                    correction(10, 90, id: "tenth"), correction(150, 90, id: "hundredth"),
                    correction(160, 90, id: "third"),
                ],
                from: 300, database)
            try rescore(database, through: 302)
            #expect(try causes(9, database).suffix(2) == ["ann-9", "of 10"])
            #expect(try causes(10, database) == ["tenth", "of 1"])
            #expect(try causes(16, database) == ["tenth", "of 1"])
            #expect(try causes(155, database) == ["hundredth", "of 1"])
            #expect(try causes(160, database) == ["hundredth", "third", "of 2"])
            let revised = try database.archiver.query(
                "SELECT DISTINCT unnest(causes) AS cause FROM readiness_revisions"
            ).rows
            #expect(try Set(revised.map { try $0.text("cause") }) == ["tenth", "hundredth", "third"])
        }
    }

    @Test("a repair, which no event brought about, has no cause")
    func repair() async throws {
        try await Database.run { database in
            try archive(Database.mornings("ann", 0..<30), from: 0, database)
            try rescore(database, through: 29)
            try database.archiver.execute("UPDATE readiness_snapshots SET score = 1, document = '{}' WHERE score > 1")
            try rescore(database, through: 29)
            #expect(try causes(20, database) == ["of 0"])
            #expect(try database.documents(of: "ann") == Database.expected("ann", days: 0..<30))
        }
    }
}
