import Events
import Foundation
import Kafka
import Postgres
import Redis
import TestSupport
import Testing

extension PipelineTests {
    @Suite("A configuration that changes while everything runs")
    struct LiveConfigurationTests {
        /// Scores are high from the threshold on, and all but one below it low: the band tells the threshold.
        private static func bands(_ threshold: Int) -> [String: String] {
            [
                "config/application.yaml": """
                readiness: {effectiveFrom: 19\(threshold)-01-01, bands: {low: \(threshold - 1), high: \(threshold)}}
                """
            ]
        }

        private static let often = Pipeline.compressed.merging(["CONFIG_REFRESH_INTERVAL": "100ms"]) { $1 }

        @Test("under load each score is computed under one commit and carries it; verify and rebuild keep to that")
        func underLoad() async throws {
            var random = Seeded(3)
            // Histories that come late are rescored by the archiver, under whatever is in force there.
            let late = LateHistory.records([LateHistory.written(1)])
            let input = (await Undisturbed.input.value + late).shuffled(using: &random)
            let repository = try ConfigurationRepository()
            var thresholds = [try repository.commit(Self.bands(60)): 60]
            try await Pipeline.run { pipeline in
                let arguments = ["--config-repo", repository.path]
                let hot = try pipeline.start(
                    .streamProcessor, Self.often.merging(Undisturbed.smallBatches) { $1 }, arguments: arguments)
                let cold = try pipeline.start(.archiver, Self.often, arguments: arguments)
                for (index, part) in [30, 90, 45, 75, 60].enumerated() {
                    let size = input.count / 5
                    let end = index == 4 ? input.count : (index + 1) * size
                    try pipeline.produce(Array(input[(index * size)..<end]))
                    try eventually("the part is being folded", state: { hot.log }) {
                        (pipeline.hotProgress ?? 0) > index * size
                    }
                    let commit = try repository.commit(Self.bands(part))
                    thresholds[commit] = part
                    for process in [hot, cold] {
                        try eventually("\(process.role) runs under \(commit)", state: { process.log }) {
                            process.log.contains("to=\(commit)")
                        }
                    }
                }
                try pipeline.waitUntilRescored()
                let scores = try Self.scores(pipeline)
                #expect(scores.count > 500)
                for score in scores {
                    let threshold = try #require(thresholds[score.commit], "nobody has committed \(score.commit)")
                    let band = score.total >= threshold ? "high" : score.total == threshold - 1 ? "normal" : "low"
                    #expect(score.band == band, "\(score) under \(threshold)")
                }
                #expect(Set(scores.map(\.commit)).count >= 3, "hardly any change came in mid-stream")
                #expect(hot.isRunning && cold.isRunning)
                try eventually("the archiver tells of it", state: { cold.log }) { cold.log.contains("rescored") }
                let stored = try Self.storedCommits(pipeline)
                // How many depends on which dates the later commits found scored already.
                #expect(!stored.isEmpty && stored.isSubset(of: thresholds.keys), "\(stored)")
                let (code, output) = try pipeline.run(.verify, arguments)
                #expect(code == 0 && output.contains("0 differences\n"), "\(output)")
                let profiles = try pipeline.profiles()
                // It would notice within two seconds, and read the log again under the present commit.
                hot.stop()
                try pipeline.openRedis().command("FLUSHALL")
                let (rebuilt, told) = try pipeline.run(.rebuild, ["--all"] + arguments)
                #expect(rebuilt == 0, "\(told)")
                #expect(try pipeline.profiles() == profiles)
            }
        }

        private static func storedCommits(_ pipeline: Pipeline) throws -> Set<String> {
            Set(
                try pipeline.openPostgres().query("SELECT DISTINCT config_commit FROM readiness_snapshots").rows
                    .map { try $0.text(0) })
        }

        private struct Score {
            let commit: String
            let total: Int
            let band: String
        }

        /// Every score that was ever told, not only the last of each date.
        private static func scores(_ pipeline: Pipeline) throws -> [Score] {
            try pipeline.openPostgres().query(
                """
                SELECT payload->'data'->>'configCommit' AS commit, (dated->'result'->>'score')::bigint AS score,
                    dated->'result'->>'band' AS band
                FROM archive.events, jsonb_array_elements(payload->'data'->'dates') AS dated
                WHERE topic = 'insights.updated' AND dated->'result'->>'score' IS NOT NULL
                """
            ).rows.map { row in
                Score(commit: try row.text("commit"), total: try row.int("score"), band: try row.text("band"))
            }
        }

        @Test(
            "an invalid commit stops nobody; after a revert readiness documents, all but the commit, equal those before"
        )
        func invalidAndRevert() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            let repository = try ConfigurationRepository()
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(
                    .streamProcessor, Self.often, arguments: ["--config-repo", repository.path])
                try pipeline.produce(Array(input.prefix(500)))
                try repository.commit(["config/archiver.yaml": "cold: {batchRecrods: 5}"])
                try eventually("the mistake is told", state: { hot.log }) {
                    hot.log.contains("did you mean cold.batchRecords?")
                }
                try repository.revert()
                try repository.commit(Self.bands(99))
                try repository.revert()
                let reverted = try repository.commit(["config/marker.md": "the newest commit"])
                try eventually("the revert is taken over", state: { hot.log }) { hot.log.contains("to=\(reverted)") }
                // Who has events from here on is scored anew; these come after all that could be scored otherwise.
                try pipeline.produce(Array(input.dropFirst(500)))
                try eventually("the stream processor has caught up", state: { hot.log }, isTrue: pipeline.isHotDone)
                let (found, wanted) = (try pipeline.profiles(), expected.profiles)
                // Byte for byte: the commit stands beside the result, in the wellness document and in the snapshot's row.
                #expect(found.mapValues { $0["readiness"] } == wanted.mapValues { $0["readiness"] })
            }
        }

        @Test("a topic's policy decides about records that cannot be used: stop, then drop, without a dead letter")
        func invalidRecords() async throws {
            let repository = try ConfigurationRepository()
            try repository.add("topics")
            let file = "topics/\(Topics.activity).yaml"
            let shipped = try String(contentsOfFile: "\(repository.path)/\(file)", encoding: .utf8)
            try repository.commit([file: shipped.replacing("onInvalid: deadLetter", with: "onInvalid: stop")])
            let input = await Undisturbed.input.value
            try await Pipeline.run { pipeline in
                let arguments = ["--config-repo", repository.path]
                let bad = InputRecords.record(Topics.activity, "ada", Array("no JSON".utf8))
                let deliveries = try pipeline.produce(input + [bad] + input)
                let place = deliveries[input.count]
                let hot = try pipeline.start(.streamProcessor, arguments: arguments)
                #expect(hot.waitForEnd(within: .seconds(60)))
                #expect(hot.log.contains("\(Topics.activity)/\(place.partition)/\(place.offset)"), "\(hot.log)")
                #expect(hot.log.contains("says onInvalid: stop"), "\(hot.log)")
                let stopped = TopicPartition(topic: Topics.activity, partition: place.partition)
                #expect(try pipeline.checkpoints()[stopped] == place.offset)

                try repository.commit([file: shipped.replacing("onInvalid: deadLetter", with: "onInvalid: drop")])
                let again = try pipeline.start(.streamProcessor, arguments: arguments)
                try eventually("the stream processor has caught up", state: { again.log }, isTrue: pipeline.isHotDone)
                #expect(try pipeline.logEnd(of: [Topics.deadLetter]) == 0)
            }
        }
    }
}
