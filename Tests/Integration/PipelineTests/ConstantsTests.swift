import Events
import Kafka
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("A commit that changes the constants of the score")
    struct ConstantsTests {
        private let rows = DatedRows(user: "ann")

        /// The stored documents by days before today.
        private func stored(_ pipeline: Pipeline) throws -> [Int: [UInt8]] {
            let rows = try pipeline.openPostgres().query(
                "SELECT $1::date - date AS ago, document::text FROM readiness_snapshots",
                [.date(DatedRows.today.dayNumber)]
            ).rows
            return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.int("ago"), try $0.bytes(1)) })
        }

        private func revisions(_ pipeline: Pipeline) throws -> [Int: [String]] {
            let rows = try pipeline.openPostgres().query(
                """
                SELECT $1::date - date AS ago, array_agg(array_to_string(causes, ' ') ORDER BY revision) AS causes
                FROM readiness_revisions GROUP BY date
                """, [.date(DatedRows.today.dayNumber)]
            ).rows
            return Dictionary(
                uniqueKeysWithValues: try rows.map { (try $0.int("ago"), try $0.textArray("causes")) })
        }

        /// The API, which reads Redis, says of each day what PostgreSQL has stored, with words for the drivers.
        private func expectEqual(
            _ stored: [Int: [UInt8]], _ ask: (String) async throws -> Pipeline.Answer
        ) async throws {
            for (ago, document) in stored {
                let date = DatedRows.today.advanced(by: -ago)
                let answer = try await ask("/api/v1/users/ann/readiness/\(date)/explanation")
                #expect(answer.source == "redis")
                let text = String(decoding: answer.body, as: UTF8.self).replacing(/,"words":"[^"]*"/, with: "")
                #expect(text.contains(String(decoding: document, as: UTF8.self)), "\(date)")
            }
        }

        @Test("leaves what was told, in both stores; or rescores from the day that it states, and says so")
        func past() async throws {
            let repository = try ConfigurationRepository()
            let arguments = ["--config-repo", repository.path]
            let often = ["CONFIG_REFRESH_INTERVAL": "100ms", "COLD_RESCORE_INTERVAL": "20ms"]
            try await Pipeline.run { pipeline in
                let processes = try [PipelineProcess.Role.streamProcessor, .archiver].map {
                    try pipeline.start($0, often, arguments: arguments)
                }
                let ask = try await pipeline.startProfileAPI(often, arguments: arguments)
                func take(over commit: String) async throws {
                    for process in processes {
                        try eventually("\(process.role) runs under \(commit)", state: { process.log }) {
                            process.log.contains("to=\(commit)")
                        }
                    }
                    let end = ContinuousClock.now + .seconds(60)
                    while true {
                        let health = String(decoding: try await ask("/healthz").body, as: UTF8.self)
                        if health.contains(commit) { break }
                        try #require(ContinuousClock.now < end, "the profile API runs under \(health)")
                        try await Task.sleep(for: .milliseconds(20))
                    }
                }
                func verify() throws {
                    let (code, output) = try pipeline.run(.verify, arguments)
                    #expect(code == 0 && output.contains("0 differences\n"), "\(output)")
                }
                try pipeline.produce(
                    (0...50).reversed().flatMap { day in
                        [rows.hrv("h\(day)", day, 55 + Double(day % 5)), rows.night("n\(day)", day)]
                    })
                try pipeline.waitUntilRescored()
                let told = try stored(pipeline)
                #expect(told.count == 51)

                // Of a day that nobody could have been told of, and no word of another.
                let quiet = try repository.commit(
                    ["config/application.yaml": "readiness: {sleepNeedMin: 540}"], at: DatedRows.noon)
                try await take(over: quiet)
                try await expectEqual(told, ask)
                try pipeline.produce([rows.hrv("correction", 5, 90, seconds: 9)])
                try pipeline.waitUntilRescored()
                let corrected = try stored(pipeline)
                try await expectEqual(corrected, ask)
                #expect(try revisions(pipeline).allSatisfy { $0.key <= 5 && $0.value == ["correction"] })
                let text = String(decoding: try #require(corrected[5]), as: UTF8.self)
                #expect(text.contains(#""needMin":480"#) || !text.contains("540"), "\(text)")
                try verify()

                let stating = try repository.commit(
                    [
                        "config/application.yaml":
                            "readiness: {sleepNeedMin: 540, effectiveFrom: \(DatedRows.today.advanced(by: -10))}"
                    ], at: DatedRows.noon)
                try await take(over: stating)
                try eventually("today is rescored", state: { pipeline.logs }) {
                    try revisions(pipeline)[0]?.last == "config \(stating)"
                }
                try pipeline.waitUntilRescored()
                let changed = try revisions(pipeline)
                #expect(changed.keys.sorted() == Array(0...10))
                #expect(changed.values.allSatisfy { $0.last == "config \(stating)" }, "\(changed)")
                let rescored = try stored(pipeline)
                for ago in 11...50 { #expect(rescored[ago] == told[ago]) }
                try await expectEqual(rescored, ask)
                try verify()

                let profiles = try pipeline.profiles()
                for process in processes { process.stop() }
                let (rebuilt, output) = try pipeline.run(.rebuild, ["--all"] + arguments)
                #expect(rebuilt == 0, "\(output)")
                #expect(try pipeline.profiles() == profiles)
                #expect(try stored(pipeline) == rescored)
            }
        }
    }
}
