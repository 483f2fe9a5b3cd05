import Events
import Foundation
import Kafka
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("A file that is sent while Kafka goes away")
    struct ProduceOutageTests {
        private static let count = 600
        private static let lines = (0..<count).map { number in
            """
            {"specversion":"1.0","id":"produced-\(number)","source":"test","type":"pulsehub.page.viewed.v1",\
            "subject":"user-\(number % 10)","time":"2024-05-01T10:00:00Z","data":{"url":"https://a.example/"}}
            """
        }

        @Test("waits until Kafka is back, and then sends all of it")
        func waits() async throws {
            try await Pipeline.run { pipeline in
                let run = try start(Self.lines, ["--rate", "100"], [:], in: pipeline)
                try cut(pipeline, for: .seconds(15))
                try eventually("it says that Kafka is away", state: { run.log }) { run.log.contains("Kafka is away") }
                try pipeline.cluster?.setRoundTripTime(.zero)
                #expect(run.waitForEnd(within: .seconds(90)))
                #expect(run.exitCode == 0, "\(run.log)")
                #expect(run.log.contains("acknowledged \(Self.count), refused 0, failed 0, unresolved 0"), "\(run.log)")
            }
        }

        @Test("gives up when its patience is over, accounts for every line and says how to go on, which loses nothing")
        func givesUp() async throws {
            try await Pipeline.run { pipeline in
                let run = try start(Self.lines, ["--rate", "100", "--patience", "3s"], [:], in: pipeline)
                try cut(pipeline, for: .seconds(60))
                #expect(run.waitForEnd(within: .seconds(60)))
                #expect(run.exitCode == 1, "\(run.log)")
                let resume = try #require(run.log.firstMatch(of: #/go on +tail -n \+(\d+) /#).flatMap { Int($0.1) })
                #expect(run.log.contains("gave up   Kafka has acknowledged nothing for"))
                #expect(run.log.contains("done      lines 1 to \(resume - 1)"), "\(run.log)")
                let counts = try #require(
                    run.log.firstMatch(of: /sent (\d+), acknowledged (\d+), refused 0, failed (\d+), unresolved (\d+)/))
                let numbers = try [counts.1, counts.2, counts.3, counts.4].map { try #require(Int($0)) }
                #expect(numbers[0] == numbers[1] + numbers[2] + numbers[3] && numbers[1] >= resume - 1)

                try pipeline.cluster?.setRoundTripTime(.zero)
                let rest = try start(Array(Self.lines[(resume - 1)...]), [], [:], in: pipeline)
                #expect(rest.waitForEnd(within: .seconds(90)))
                #expect(rest.exitCode == 0, "\(rest.log)")
                let cold = try pipeline.start(.archiver)
                try eventually("all is archived", state: { cold.log }, isTrue: pipeline.isColdDone)
                let archived = try pipeline.openPostgres().query(
                    "SELECT count(DISTINCT payload->>'id')::bigint AS ids FROM archive.events WHERE topic = $1",
                    [.text(Topics.activity)])
                #expect(try archived.first?.int("ids") == Self.count)
            }
        }

        @Test("that is started before Kafka waits for it, and says with an exit code of its own that it never came")
        func neverThere() async throws {
            try await Pipeline.run { pipeline in
                let settings = ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "PRODUCER_PATIENCE": "5s"]
                let run = try start(Self.lines, [], settings, in: pipeline)
                #expect(run.waitForEnd(within: .seconds(60)))
                #expect(run.exitCode == 69, "\(run.exitCode ?? -1) \(run.log)")
                #expect(run.log.contains("waiting for Kafka"), "\(run.log)")
                #expect(run.log.contains("--patience, or else producer.patience, says how long to wait"), "\(run.log)")
            }
        }

        private func start(
            _ lines: [String], _ arguments: [String], _ settings: [String: String], in pipeline: Pipeline
        ) throws -> PipelineProcess {
            let file = FileManager.default.temporaryDirectory.path + "/produced-\(UUID().uuidString).ndjson"
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
            return try pipeline.start(.produce, settings, arguments: [file] + arguments)
        }

        /// When some of it is there.
        private func cut(_ pipeline: Pipeline, for time: Duration) throws {
            try eventually("some of it is there") { try pipeline.logEnd(of: [Topics.activity]) > 100 }
            try pipeline.cluster?.setRoundTripTime(time)
        }
    }
}
