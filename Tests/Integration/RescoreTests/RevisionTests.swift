import EventCodec
import Events
import Postgres
import Profiles
import Testing

@testable import Cold

@Suite("The history of a score")
struct RevisionTests {
    private func snapshot(_ rMSSD: Double, offset: Int64, cause: String, commit: String = "c1") throws
        -> ReadinessSnapshot
    {
        var profile = WellnessProfile()
        let events = Database.mornings("ann", 0..<20)
        for event in events { _ = profile.apply(event) }
        let date = Database.firstDay.advanced(by: 19)
        let at = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000).advanced(bySeconds: 60)
        let row = HRVRecorded(date: date, vendor: "oura", rMSSD: rMSSD, capturedAt: at)
        _ = profile.apply(Event(id: cause, source: "s", subject: "ann", time: at, payload: .hrv(row)))
        let document = profile.readinessDocument(on: date, terms: Database.terms, userID: "ann")
        let read = try document.withUnsafeBytes { bytes in
            try JSONParser(capacity: 1 << 16).parse(bytes) {
                ReadinessSnapshot(
                    $0, user: "ann", commit: commit, causes: Causes([cause]), origin: Database.origin(offset))
            }
        }
        return try #require(read)
    }

    /// As one archived batch.
    private func tell(_ snapshots: [ReadinessSnapshot], _ database: Database) throws {
        var rows = InsightRows()
        rows.snapshots = snapshots
        var batch = ArchiveBatch()
        batch.add(rows)
        try database.archiver.transaction { try SnapshotTables.upsert(batch, on: database.archiver) }
    }

    private func revisions(_ database: Database) throws -> [String] {
        try database.archiver.query(
            """
            SELECT revision || ' ' || previous_score || '>' || score || ' ' || cause || ' ' || origin_offset || ' '
                || previous_config_commit || '>' || config_commit AS line
            FROM readiness_revisions ORDER BY user_id, date, revision
            """
        ).rows.map { try $0.text(0) }
    }

    @Test("each change leaves one revision with both scores, its cause and its origin; a repetition leaves none")
    func changes() async throws {
        try await Database.run { database in
            let told = [
                try snapshot(50, offset: 5, cause: "a"), try snapshot(20, offset: 7, cause: "b"),
                try snapshot(35, offset: 9, cause: "c", commit: "c2"),
            ]
            let scores = told.map { "\($0.score ?? -1)" }
            #expect(Set(scores).count == 3)
            try tell([told[0]], database)
            #expect(try revisions(database) == [])
            try tell([told[1]], database)
            try tell([told[1]], database)
            try tell([told[0]], database)
            try tell([told[2]], database)
            #expect(
                try revisions(database) == [
                    "1 \(scores[0])>\(scores[1]) b 7 c1>c1", "2 \(scores[1])>\(scores[2]) c 9 c1>c2",
                ])
            let row = try #require(
                try database.archiver.query(
                    """
                    SELECT s.score, s.revision, s.cause, r.previous_document FROM readiness_snapshots AS s
                    JOIN readiness_revisions AS r USING (user_id, date, revision)
                    """
                ).first)
            #expect(try "\(row.int(0))" == scores[2] && row.int(1) == 2 && row.text(2) == "c")
            #expect(try row.text(3) == String(decoding: told[1].document, as: UTF8.self))
        }
    }

    @Test("changes that arrive in one batch are revisions of their own, and an older one among them is none")
    func oneBatch() async throws {
        try await Database.run { database in
            let told = try [(50.0, 5), (20, 7), (80, 6), (20, 8), (35, 9)].map { rMSSD, offset in
                try snapshot(rMSSD, offset: Int64(offset), cause: "o\(offset)")
            }
            try tell(told, database)
            try tell(told, database)
            #expect(try revisions(database).map { $0.split(separator: " ")[2] } == ["o7", "o9"])
        }
    }

    @Test("the same result under a newer configuration is no revision, and keeps the event that it owes its value to")
    func sameResult() async throws {
        try await Database.run { database in
            try tell([try snapshot(50, offset: 5, cause: "a")], database)
            try tell([try snapshot(50, offset: 6, cause: "a", commit: "c2")], database)
            #expect(try revisions(database) == [])
            let row = try #require(
                try database.archiver.query(
                    "SELECT revision, cause, config_commit, origin_offset FROM readiness_snapshots"
                ).first)
            #expect(try row.int(0) == 0 && row.text(1) == "a" && row.text(2) == "c2" && row.int(3) == 6)
        }
    }

    @Test("an analyst may read the queue and the revisions, and change neither")
    func analyst() async throws {
        try await Database.run { database in
            _ = try database.archiver.execute("SET ROLE analyst")
            for table in ["rescore_queue", "readiness_revisions"] {
                #expect(try database.archiver.query("SELECT * FROM \(table)").rows.isEmpty)
                #expect(throws: PostgresError.self) { try database.archiver.execute("DELETE FROM \(table)") }
            }
        }
    }
}
