import Events
import Kafka
import Postgres
import Redis
import TestSupport
import Testing

extension ReplayTests {
    @Suite("clocks that are wrong")
    struct ImplausibleTimeTests {
        private static let day = ReplayTests.endDate
        private static let noon = Int64(day.dayNumber) * 86_400_000 + 43_200_000

        private static func event(_ id: String, _ user: String, _ type: String, _ data: String) -> [UInt8] {
            Array(
                """
                {"specversion":"1.0","id":"\(id)","source":"t","type":"pulsehub.\(type).v1","subject":"\(user)",\
                "data":{\(data)}}
                """.utf8)
        }

        private static func morning(_ id: String, _ user: String, _ date: CivilDate, timestampMs: Int64)
            -> ProducerRecord
        {
            let data =
                #""date":"\#(date)","vendor":"oura","rMSSD":55,"restingHR":50,"capturedAt":"\#(date)T06:00:00Z""#
            return InputRecords.record(
                Topics.wellness, user, event(id, user, "hrv.recorded", data), timestampMs: timestampMs)
        }

        private static func settings(_ id: String, _ zone: String, timestampMs: Int64) -> ProducerRecord {
            let value = event(id, "micro", "profile.updated", #""timeZone":"\#(zone)","sleepNeedMin":480"#)
            return InputRecords.record(Topics.wellness, "micro", value, timestampMs: timestampMs)
        }

        private static func day(_ number: Int) -> CivilDate { day.advanced(by: number) }

        /// Ten mornings, the last one on ``day``, each under its own noon.
        private static func mornings(_ user: String) -> [ProducerRecord] {
            (-9...0).map { morning("d\($0)", user, day($0), timestampMs: noon + Int64($0) * 86_400_000) }
        }

        @Test("timestamps in microseconds make no event; and what an older version did with them, a rebuild takes out")
        func microseconds() async throws {
            let future = try #require(CivilDate("2126-11-30"))
            let records =
                [
                    Self.settings("m1", "Asia/Tokyo", timestampMs: Self.noon * 1000),
                    Self.morning("m3", "micro", future, timestampMs: Self.noon * 1000),
                ] + Self.mornings("micro") + [Self.settings("m2", "Europe/Berlin", timestampMs: Self.noon)]
                + Self.mornings("other")
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(records)
                try pipeline.settle()
                let before = try pipeline.outcome()
                #expect(
                    try pipeline.run(.deadLetters, ["list", "--reason", "timestamp_implausible"]).output.contains("2"))
                try pipeline.expectVerified()

                try Self.damage(pipeline)
                let (code, output) = try pipeline.run(.verify)
                #expect(code == 1, "\(output)")
                for place in [
                    "hrv_daily 2126-11-30 oura rmssd", "profile_settings timeZone", "readiness_snapshots 2126-11-30",
                    "redis readiness",
                ] { #expect(output.contains("micro  \(place)"), "\(place): \(output)") }
                #expect(!output.contains("other  "))

                let (rebuilt, told) = try pipeline.run(.rebuild, ["--user", "micro"])
                #expect(rebuilt == 0, "\(told)")
                try pipeline.settle()
                try pipeline.expectVerified()
                var after = try pipeline.outcome()
                after.archive = before.archive
                #expect(after.differences(from: before) == [])
            }
        }

        /// What a version without the bound would have made of the two records.
        private static func damage(_ pipeline: Pipeline) throws {
            let postgres = try pipeline.openPostgres()
            let accepted = try postgres.query(
                """
                UPDATE archive.events SET rejection = NULL, user_id = 'micro', type = payload->>'type'
                WHERE rejection LIKE 'timestamp_implausible%'
                """)
            #expect(accepted.affectedRows == 2)
            try postgres.execute(
                """
                INSERT INTO hrv_daily SELECT 'micro', '2126-11-30', 'oura', metric, 55, '2126-11-30T06:00:00Z', 'm3'
                FROM unnest(ARRAY['rmssd', 'resting_hr']) AS metric;
                UPDATE profile_settings SET value = 'Asia/Tokyo', changed_at = '9999-01-01', event_id = 'm1'
                WHERE user_id = 'micro' AND name = 'timeZone';
                INSERT INTO readiness_snapshots
                SELECT (jsonb_populate_record(s, '{"date": "2126-11-30"}')).* FROM readiness_snapshots AS s
                WHERE user_id = 'micro' ORDER BY date DESC LIMIT 1;
                UPDATE readiness_snapshots SET document = '{}', score = 1
                WHERE user_id = 'micro' AND date = (SELECT max(date) FROM readiness_snapshots WHERE date < '2100-01-01');
                UPDATE profile_snapshots SET document = '{"wrong": true}' WHERE user_id = 'micro' AND part = 'readiness';
                """)
            _ = try pipeline.openRedis().command("HSET", "profile:micro", "readiness", #"{"wrong": true}"#)
        }

        @Test("a day of the future is taken back by a delete, and a rebuild brings the present back")
        func takenBack() async throws {
            let future = Self.day(400)
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                // A clock 400 days ahead, timestamp and all; then the next morning comes as every morning.
                let ahead = Self.morning("f", "ahead", future, timestampMs: Self.noon + 400 * 86_400_000)
                let next = Self.morning("n", "ahead", Self.day(1), timestampMs: Self.noon + 86_400_000)
                try pipeline.produce(Self.mornings("ahead") + [ahead, next])
                try pipeline.settle()
                #expect(try Self.liveDate(pipeline) == "\(future)")

                let delete = Self.event(
                    "x", "ahead", "record.deleted",
                    #""kind":"hrv","date":"\#(future)","vendor":"oura","capturedAt":"\#(Self.day(1))T12:00:00Z""#)
                try pipeline.produce([
                    InputRecords.record(Topics.wellness, "ahead", delete, timestampMs: Self.noon + 86_400_000)
                ])
                try pipeline.settle()
                #expect(try pipeline.run(.deadLetters, ["list"]).output.contains("no dead letters"))
                let (rebuilt, told) = try pipeline.run(.rebuild, ["--user", "ahead"])
                #expect(rebuilt == 0, "\(told)")
                try pipeline.settle()
                try pipeline.expectVerified()
                #expect(try Self.liveDate(pipeline) == "\(Self.day(1))")

                // Also by the processor that had remembered the profile as it was, when it is said again, and while mornings go on.
                try pipeline.produce([
                    ahead, Self.morning("o", "ahead", Self.day(2), timestampMs: Self.noon + 2 * 86_400_000),
                ])
                try pipeline.settle()
                try pipeline.expectVerified()
                #expect(try Self.liveDate(pipeline) == "\(Self.day(2))")
            }
        }

        private static func liveDate(_ pipeline: Pipeline) throws -> String? {
            let document = try pipeline.openRedis().command("HGET", "profile:ahead", "readiness").asString
            return document?.firstRange(of: #""date":""#).map { String(document?[$0.upperBound...].prefix(10) ?? "") }
        }
    }
}
