import Events
import Kafka
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Why did my score change?")
    struct CauseTests {
        private let rows = DatedRows(user: "case1")

        @Test("each day names the events that its windows hold: not tonight's sleep for a correction of last week")
        func perDate() async throws {
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver, ["COLD_RESCORE_INTERVAL": "20ms"])
                try pipeline.produce(
                    (1...200).reversed().flatMap { day in
                        [rows.hrv("h\(day)", day, 55 + Double(day % 5)), rows.night("n\(day)", day)]
                    })
                try pipeline.waitUntilRescored()
                try pipeline.produce([
                    rows.hrv("spring", 150, 90, seconds: 9), rows.hrv("summer", 110, 90, seconds: 9),
                    rows.hrv("week", 3, 90, seconds: 9), rows.night("tonight", 0),
                ])
                try pipeline.waitUntilRescored()
                let changes = try pipeline.openPostgres().query(
                    """
                    SELECT $1::date - date AS ago, array_to_string(causes, ' ') || ' of ' || cause_count AS causes, cause
                    FROM readiness_revisions WHERE user_id = 'case1'
                    """, [.date(DatedRows.today.dayNumber)]
                ).rows
                var found: [Int: String] = [:]
                for row in changes { found[try row.int("ago")] = try row.text("causes") }
                #expect(found[3] == "week of 1" && found[2] == "week of 1", "\(found)")
                #expect(found[150] == "spring of 1" && found[148] == "spring of 1", "\(found)")
                #expect(found[110] == "spring summer of 2" && found[55] == "summer of 1", "\(found)")
                #expect(!found.values.contains { $0.contains("tonight") }, "\(found)")
                for (ago, causes) in found where causes.contains("summer") { #expect((50...110).contains(ago)) }

                let ask = try await pipeline.startProfileAPI()
                let date = DatedRows.today.advanced(by: -3)
                let answer = try await ask("/api/v1/users/case1/readiness/\(date)/explanation")
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(text.contains(#""cause":"week","causes":["week"],"causeCount":1"#), "\(text)")
                let (code, output) = try pipeline.run(.verify)
                #expect(code == 0 && output.contains("0 differences\n"), "\(output)")
            }
        }
    }
}
