import Events
import Foundation
import Kafka
import Postgres
import Redis
import Streaming
import TestSupport
import Testing

extension ReplayTests {
    @Suite("verify")
    struct VerifyTests {
        private static let lifeSnaps = Checkout.sample("daily/lifesnaps/lifesnaps.daily.ndjson")

        @Test(
            "of the people of LifeSnaps nothing differs, and what is changed by hand is found and named",
            .enabled(
                if: lifeSnaps != nil, "no sample data: set PULSEHUB_SAMPLE_DATA to the directory with daily/lifesnaps"))
        func recorded() async throws {
            let file = try Data(contentsOf: URL(filePath: try #require(Self.lifeSnaps)))
            let lines = file.split(separator: UInt8(ascii: "\n")).map { Array($0) }
            try await plantAndFind(await InputRecords.records(lines, noonOf: ReplayTests.endDate))
        }

        @Test("of simulated athletes nothing differs, and what is changed by hand is found and named")
        func simulated() async throws {
            try await plantAndFind(
                await InputRecords.simulated(athletes: 8, days: 90, seed: 11, endDate: ReplayTests.endDate))
        }

        private func plantAndFind(_ records: [ProducerRecord]) async throws {
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(records)
                try pipeline.settle()
                try pipeline.expectVerified()

                let redis = try pipeline.openRedis()
                let postgres = try pipeline.openPostgres()
                let users = try pipeline.profiles().filter { $0.value["readiness"] != nil }.keys.sorted()
                let user = try #require(users.first)
                try redis.command("HSET", RedisArgument("profile:\(user)"), "readiness", "{}")
                try redis.command("HSET", "profile:nobody", "a", "x")
                let row = try #require(
                    try postgres.query(
                        """
                        UPDATE hrv_daily SET value = value + 1 WHERE (user_id, date, vendor, metric) = (
                            SELECT user_id, date, vendor, metric FROM hrv_daily WHERE value IS NOT NULL LIMIT 1)
                        RETURNING user_id || '  hrv_daily ' || date || ' ' || vendor || ' ' || metric AS place
                        """
                    ).first)
                let night = try #require(
                    try postgres.query(
                        """
                        DELETE FROM sleep_daily WHERE (user_id, date, vendor) = (
                            SELECT user_id, date, vendor FROM sleep_daily LIMIT 1)
                        RETURNING user_id || '  sleep_daily ' || date || ' ' || vendor || ' main' AS place
                        """
                    ).first)
                let score = try #require(
                    try postgres.query(
                        """
                        UPDATE readiness_snapshots SET score = score + 1 WHERE (user_id, date) = (
                            SELECT user_id, date FROM readiness_snapshots WHERE score IS NOT NULL LIMIT 1)
                        RETURNING user_id || '  readiness_snapshots ' || date || ' score' AS place
                        """
                    ).first)
                let told = try #require(
                    try postgres.query(
                        """
                        UPDATE profile_snapshots SET document = '{}' WHERE user_id = $1 AND part = 'wellness'
                        RETURNING user_id || '  profile_snapshots wellness document' AS place
                        """, [.text(user)]
                    ).first)
                _ = try postgres.query(
                    "INSERT INTO profile_settings VALUES ($1, 'timeZone', 'Europe/Rome', '2025-01-01', 'hand')",
                    [.text(user)])
                _ = try postgres.query(
                    "INSERT INTO training_daily VALUES ($1, '2025-01-01', 'hand', 300, '2025-01-01')", [.text(user)])
                try pipeline.expectDifferences(
                    [
                        "\(user)  redis readiness", "nobody  redis a", "\(user)  profile_settings timeZone",
                        "\(user)  training_daily 2025-01-01 hand",
                    ] + [row, night, score, told].map { try $0.text("place") })
            }
        }

        @Test("an archived event that was made unreadable is named, and stops a rebuild")
        func unreadable() async throws {
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(
                    await InputRecords.simulated(athletes: 1, days: 10, seed: 2, endDate: ReplayTests.endDate))
                try pipeline.settle()
                try pipeline.openPostgres().execute(
                    """
                    UPDATE archive.events SET payload = '{}' WHERE ("offset", partition, topic, kafka_time) = (
                        SELECT "offset", partition, topic, kafka_time FROM archive.events
                        WHERE type = 'pulsehub.sleep.recorded.v1' ORDER BY "offset" DESC LIMIT 1)
                    """)
                let (code, output) = try pipeline.run(.verify)
                #expect(code == 1 && output.contains("archive.events data.normalized/"), "\(output)")
                let (rebuilt, complaint) = try pipeline.run(.rebuild, ["--all"])
                #expect(rebuilt == 1 && complaint.contains("cannot be read"), "\(complaint)")
            }
        }

        @Test("while events flow nothing differs, since every profile is compared at its own checkpoint")
        func running() async throws {
            let records = await InputRecords.simulated(athletes: 30, days: 60, seed: 5, endDate: ReplayTests.endDate)
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor, ReplayTests.smallBatches)
                _ = try pipeline.start(.archiver, ReplayTests.smallBatches)
                let producing = Task.detached {
                    try await pipeline.trickle(records, 200, every: .milliseconds(150))
                }
                try eventually("the stream flows") { (pipeline.hotProgress ?? 0) > 0 }
                var looks: [Int64] = []
                while looks.count < 3, try !pipeline.isHotDone() || looks.isEmpty {
                    looks.append(pipeline.hotProgress ?? 0)
                    try pipeline.expectVerified("after \(looks) records")
                }
                #expect(looks.contains { $0 < records.count }, "it was all over before the first look")
                try await producing.value
                try pipeline.settle()
                try pipeline.expectVerified()
            }
        }

        @Test("misplaced, unusable and repeated records follow the same rules as in the stream processor")
        func misplaced() async throws {
            var records = await InputRecords.simulated(athletes: 6, days: 60, seed: 9, endDate: ReplayTests.endDate)
            var random = Seeded(4)
            for index in records.indices where index % 5 == 0 {
                let count = Pipeline.partitions[records[index].topic] ?? 1
                records[index].partition = Int32.random(in: 0..<count, using: &random)
            }
            for index in stride(from: 0, to: records.count, by: 50) {
                var broken = records[index]
                broken.value = Array("{\"specversion\":\"1.0\"}".utf8)
                records.append(broken)
                broken.value = nil
                records.append(broken)
                records.append(records[index + 1])
            }
            let now = records[0].timestampMs ?? 0
            // The last of them has been moved too often already.
            let wanderers = (0...RecordPlacement.movesMax).map { Self.wanderer(moves: $0, timestampMs: now) }
            let input = records + wanderers + Self.unusualSpellings(timestampMs: now)
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(input)
                try pipeline.settle()
                try pipeline.expectVerified()
                let ann = String(decoding: try #require(try pipeline.profiles()["ann"]?["activity"]), as: UTF8.self)
                #expect(ann.contains(#""pageViews":1"#) && ann.contains(#""spelt":4"#), "\(ann)")
                try expectWandered(in: pipeline)
            }
        }

        /// A row of a user of its own in a wrong partition, as if it had been moved there so many times.
        private static func wanderer(moves: Int, timestampMs: Int64) -> ProducerRecord {
            let at = Instant(milliseconds: timestampMs)
            let event = Event(
                id: "w", source: "test", subject: "moved-\(moves)", time: at,
                payload: .hrv(HRVRecorded(date: at.utcDate, vendor: "oura", rMSSD: 50, capturedAt: at)))
            var record = InputRecords.record(Topics.wellness, event.subject, event.encoded(), timestampMs: timestampMs)
            record.partition = ((record.partition ?? 0) + 1) % (Pipeline.partitions[Topics.wellness] ?? 2)
            for number in 0..<moves {
                record.headers.append(
                    KafkaHeader(name: "pulsehub-origin", value: Array("data.normalized/0/\(900_000 + number)".utf8)))
            }
            return record
        }

        /// All arrive in both stores, but the one that both give up.
        private func expectWandered(in pipeline: Pipeline) throws {
            let arrived = (0..<RecordPlacement.movesMax).map { "moved-\($0)" }
            let live = try pipeline.profiles().keys.filter { $0.hasPrefix("moved-") }
            #expect(live.sorted() == arrived)
            let postgres = try pipeline.openPostgres()
            let rows = try postgres.query("SELECT user_id FROM hrv_daily WHERE user_id ~ '^moved-' ORDER BY 1").rows
            #expect(try rows.map { try $0.text(0) } == arrived)
            let refused = try postgres.query(
                "SELECT user_id FROM archive.events WHERE rejection LIKE 'wrong_partition%'"
            ).rows
            #expect(try refused.map { try $0.text(0) } == ["moved-\(RecordPlacement.movesMax)"])
            #expect(try pipeline.archive(of: [Topics.deadLetter]).contains { $0.contains("wrong_partition") })
        }

        /// Valid events that jsonb does not give back as they were sent, and one in CloudEvents' binary mode.
        private static func unusualSpellings(timestampMs: Int64) -> [ProducerRecord] {
            let values = [
                #"{"n": 1e20}"#, #"{"n": [1e308, -12345678901234567, 1E-300]}"#, #"{"z": "\u0000"}"#,
                #"{"a": 1, "a": 2}"#,
            ]
            var records = values.enumerated().map { number, data in
                let event = """
                    {"id":"0","id":"n\(number)","source":"s","type":"pulsehub.activity.spelt.v1","specversion":"1.0",
                    "subject":"ann","data":\(data)}
                    """
                return InputRecords.record(Topics.activity, "ann", Array(event.utf8), timestampMs: timestampMs)
            }
            var binary = InputRecords.record(
                Topics.activity, "ann", Array(#"{"url": "/é"}"#.utf8), timestampMs: timestampMs)
            binary.headers = [
                ("ce_specversion", "1.0"), ("ce_id", "b"), ("ce_source", "s"), ("ce_subject", "ann"),
                ("ce_type", "pulsehub.page.viewed.v1"),
            ].map { KafkaHeader(name: $0, value: Array($1.utf8)) }
            records.append(binary)
            return records
        }

        @Test("a history that arrives newest first is right once its dates are rescored")
        func reversed() async throws {
            let records = await InputRecords.simulated(athletes: 4, days: 150, seed: 21, endDate: ReplayTests.endDate)
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(records.reversed())
                try pipeline.settle()
                try pipeline.expectVerified()
                try pipeline.openPostgres().execute(
                    """
                    INSERT INTO rescore_queue (user_id, first_date, last_date, cause, origin_topic, origin_partition,
                        origin_offset)
                    SELECT user_id, '2025-01-01', '2025-01-02', 'test', 'data.normalized', 0, 1000000000
                    FROM profile_snapshots LIMIT 1
                    """)
                let (code, output) = try pipeline.run(.verify)
                #expect(code == 0)
                #expect(output.contains("1 user waits for a rescore: the snapshots were not compared\n"), "\(output)")
            }
        }
    }
}
