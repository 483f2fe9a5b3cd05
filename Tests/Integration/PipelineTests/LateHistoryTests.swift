import Events
import Foundation
import Kafka
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Histories that arrive late")
    struct LateHistoryTests {
        private static let lifeSnaps = Checkout.sample("daily/lifesnaps/lifesnaps.daily.ndjson")
        private static let settings = [
            "HOT_BATCH_RECORDS": "150", "COLD_BATCH_RECORDS": "400", "COLD_RESCORE_INTERVAL": "20ms",
            "COLD_RESCORE_DATES": "90",
        ]

        @Test(
            "two years in any order: the same in every store, every date with exactly its score, and as verify has it")
        func orders() async throws {
            try await expectSame((1...3).map(LateHistory.written), in: LateHistory.Order.allCases)
        }

        @Test(
            "LifeSnaps as is, reversed, and shuffled with a fifth of it twice: the same in every store, and as verify has it",
            .enabled(
                if: lifeSnaps != nil, "no sample data: set PULSEHUB_SAMPLE_DATA to the directory with daily/lifesnaps"))
        func recorded() async throws {
            let lines = try Data(contentsOf: URL(filePath: try #require(Self.lifeSnaps)))
                .split(separator: UInt8(ascii: "\n")).map { Array($0) }
            let events = await InputRecords.records(lines, noonOf: LateHistory.noon).compactMap(DirectFold.event)
            let people = Dictionary(grouping: events, by: \.subject).sorted { $0.key < $1.key }.map(\.value)
            try await expectSame(people, in: [.asIs, .reversed, .shuffled])
        }

        private func expectSame(_ histories: [[Event]], in orders: [LateHistory.Order]) async throws {
            let records = LateHistory.records(histories, in: orders)
            let expected = LateHistory.expected(records)
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor, Self.settings)
                let archiver = try pipeline.start(.archiver, Self.settings)
                try pipeline.produce(records)
                try pipeline.waitUntilRescored()
                try expect(LateHistory.stored(in: pipeline), expected)
                try eventually("the archiver tells of it", state: { archiver.log }) {
                    archiver.log.contains("rescored")
                }
                try expectSame(in: orders, pipeline)
                let (code, output) = try pipeline.run(.verify)
                #expect(code == 0 && output.contains("0 differences\n"), "\(output)")
            }
        }

        /// Redis and the daily tables of the same person, whose history came in every order.
        private func expectSame(in orders: [LateHistory.Order], _ pipeline: Pipeline) throws {
            let outcome = try pipeline.outcome()
            let inOrder = orders.map { LateHistory.outcome(outcome, of: $0) }
            let asIs = try #require(inOrder.first)
            #expect(!asIs.profiles.isEmpty && !asIs.daily.isEmpty)
            for (order, found) in zip(orders, inOrder) {
                #expect(found.differences(from: asIs) == [], "\(order)")
            }
        }

        @Test("two archivers share the rescoring, one killed again and again in the middle of it: nothing is lost")
        func killed() async throws {
            let records = LateHistory.records((1...3).map(LateHistory.written))
            let expected = LateHistory.expected(records)
            // Small transactions and a pause after each empty look, so that the kills fall among many of them.
            let settings = Self.settings.merging(["COLD_RESCORE_DATES": "7"]) { $1 }
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor, settings)
                _ = try pipeline.start(.archiver, settings)
                var victim = try pipeline.start(.archiver, settings)
                try pipeline.produce(records)
                var kills = 0
                while kills < 4 {
                    try eventually("there is something to rescore", state: { pipeline.logs }) {
                        try LateHistory.queueLength(in: pipeline) > 0
                    }
                    victim.kill()
                    kills += 1
                    victim = try pipeline.start(.archiver, settings)
                    // Asks for all again, so that there is something to do for the next one.
                    _ = try pipeline.openPostgres().execute(Self.rescoreAll)
                }
                try pipeline.waitUntilRescored()
                try expect(LateHistory.stored(in: pipeline), expected)
            }
        }

        /// As docs/operations.md tells operators.
        private static let rescoreAll = """
            INSERT INTO rescore_queue
                (user_id, first_date, last_date, cause, origin_topic, origin_partition, origin_offset)
            SELECT DISTINCT ON (user_id) user_id, DATE '0001-01-01', DATE '9999-12-31', 'operator',
                origin_topic, origin_partition, origin_offset
            FROM readiness_snapshots ORDER BY user_id, origin_offset DESC
            ON CONFLICT (user_id) DO UPDATE SET first_date = excluded.first_date, last_date = excluded.last_date
            """

        @Test("why did my score change? The revision names the event, and the archive has it")
        func why() async throws {
            let history = LateHistory.written(1).filter { $0.time.utcDate > LateHistory.noon.advanced(by: -100) }
            let late = try #require(LateHistory.written(1).last { $0.id.hasPrefix("hrv") })
            let correction = Event(
                id: "correction", source: "test", subject: late.subject, time: late.time.advanced(bySeconds: 60),
                payload: .hrv(
                    HRVRecorded(
                        date: late.time.utcDate.advanced(by: -3), vendor: "oura", rMSSD: 9,
                        capturedAt: late.time.advanced(bySeconds: 60))))
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                let now = Int64(LateHistory.noon.dayNumber) * 86_400_000 + 43_200_000
                for events in [history, [correction], [correction]] {
                    try pipeline.produce(
                        events.map {
                            InputRecords.record(Topics.wellness, $0.subject, $0.encoded(), timestampMs: now)
                        })
                    try pipeline.waitUntilRescored()
                }
                let rows = try pipeline.openPostgres().query(
                    """
                    SELECT r.date, r.previous_score, r.score, s.score AS stored, e.payload->'data'->>'rMSSD' AS rmssd
                    FROM readiness_revisions AS r
                    JOIN readiness_snapshots AS s USING (user_id, date, revision)
                    JOIN archive.events AS e ON e.user_id = r.user_id AND e.payload->>'id' = r.cause
                        AND (e.topic, e.partition) = (r.origin_topic, r.origin_partition)
                        AND e."offset" <= r.origin_offset
                    WHERE r.user_id = $1 AND r.cause = 'correction' ORDER BY r.date
                    """, [.text(late.subject)]
                ).rows
                // The corrected day and those after it.
                #expect(rows.count == 4)
                let first = try #require(rows.first)
                #expect(try CivilDate(dayNumber: first.date("date")) == late.time.utcDate.advanced(by: -3))
                #expect(try first.int("previous_score") > first.int("score"))
                #expect(try first.int("score") == first.int("stored"))
                #expect(try first.text("rmssd") == "9")
            }
        }

        private func expect(_ stored: [String: [String]], _ expected: [String: [String]]) throws {
            #expect(stored.keys.sorted() == expected.keys.sorted())
            for (user, documents) in expected where stored[user] != documents {
                let found = stored[user] ?? []
                Issue.record(
                    "\(user): \(found.count) dates instead of \(documents.count); differs first at \(zip(found, documents).first { $0 != $1 }.map { "\($0) instead of \($1)" } ?? "the end")"
                )
            }
        }
    }
}
