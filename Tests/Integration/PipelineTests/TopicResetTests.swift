import Events
import Kafka
import Postgres
import Redis
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Topics that were deleted and made again")
    struct TopicResetTests {
        /// As if the log had once been longer; and as if it had been another cluster's.
        static let strays: [(checkpoint: @Sendable (Pipeline) -> String, message: String)] = [
            ({ "1000000 \($0.clusterID)" }, "the topic was deleted and created again"),
            ({ _ in "1 another-cluster" }, "the checkpoint belongs to Kafka cluster another-cluster"),
        ]

        @Test("a checkpoint that does not fit the log stops the stream processor with the reason", arguments: 0..<2)
        func stops(stray: Int) async throws {
            try await Pipeline.run { pipeline in
                try pipeline.produce(await Undisturbed.input.value)
                let checkpoint = Self.strays[stray].checkpoint(pipeline)
                try set(checkpoint, in: pipeline)
                let hot = try pipeline.start(.streamProcessor)
                #expect(hot.waitForEnd(within: .seconds(30)))
                #expect(hot.exitCode.map { $0 != 0 } == true, "exit code \(hot.exitCode ?? -1)")
                #expect(hot.log.contains(Self.strays[stray].message), "\(hot.log)")
                #expect(hot.log.contains("set onTopicReset: restart"), "\(hot.log)")
                #expect(try pipeline.profiles().isEmpty, "something was folded all the same")
            }
        }

        @Test("onTopicReset: restart folds the topic from its oldest record")
        func restarts() async throws {
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                try pipeline.produce(await Undisturbed.input.value)
                try set(Self.strays[0].checkpoint(pipeline), in: pipeline)
                let hot = try pipeline.start(.streamProcessor, ["HOT_ON_TOPIC_RESET": "restart"])
                try eventually("the stream processor has caught up", state: { hot.log }, isTrue: pipeline.isHotDone)
                #expect(hot.log.contains("restarting a partition"))
                #expect(try pipeline.profiles() == expected.profiles)
            }
        }

        @Test("the archiver stops as well, before it has archived anything")
        func archiverStops() async throws {
            try await Pipeline.run { pipeline in
                try pipeline.produce(await Undisturbed.input.value)
                let connection = try pipeline.openPostgres()
                _ = try connection.query(
                    "INSERT INTO archive.checkpoints (topic, partition, next_offset, cluster_id) VALUES ($1, 0, $2, $3)",
                    [.text(Topics.wellness), .int8(1_000_000), .text(pipeline.clusterID)])
                let cold = try pipeline.start(.archiver)
                #expect(cold.waitForEnd(within: .seconds(30)))
                #expect(cold.exitCode.map { $0 != 0 } == true, "exit code \(cold.exitCode ?? -1)")
                #expect(cold.log.contains("the topic was deleted and created again"), "\(cold.log)")
                #expect(try pipeline.archive(of: Topics.all).isEmpty)
            }
        }

        private func set(_ checkpoint: String, in pipeline: Pipeline) throws {
            let key = "checkpoint:\(Topics.wellness):0"
            try pipeline.openRedis().command("SET", RedisArgument(key), RedisArgument(checkpoint))
        }
    }
}
