import Events
import TestSupport
import Testing

extension BrokerTests {
    /// The new log is shorter than the old one was, or longer: by offsets alone nobody can tell the latter.
    @Suite("Topics that are deleted and made again")
    struct GenerationTests {
        @Test("while the processes run", arguments: ResetPolicy.allCases)
        func running(policy: ResetPolicy) async throws {
            try await Pipeline.onBroker { pipeline, stage in
                let pair = try Pair(pipeline, policy.settings)
                let old = try pipeline.send(0..<600)
                try pipeline.waitUntilDone()
                try remake(stage)
                let new = try pipeline.send(600..<900)
                try expect(policy, pair, old + new, in: pipeline)
            }
        }

        @Test("while they are down", arguments: ResetPolicy.allCases, [300, 1500])
        func down(policy: ResetPolicy, count: Int) async throws {
            try await Pipeline.onBroker { pipeline, stage in
                let first = try Pair(pipeline, policy.settings)
                let old = try pipeline.send(0..<600)
                try pipeline.waitUntilDone()
                first.stop()
                try remake(stage)
                let new = try pipeline.send(600..<600 + count)
                try expect(policy, Pair(pipeline, policy.settings), old + new, in: pipeline)
            }
        }

        private func remake(_ stage: Stage) throws {
            for topic in Pipeline.inputs { try stage.remake(topic, partitions: Pipeline.stage[topic] ?? 1) }
        }

        private func expect(
            _ policy: ResetPolicy, _ pair: Pair, _ ids: [String], in pipeline: Pipeline
        ) throws {
            switch policy {
            case .stop:
                pair.expectEnd(saying: "deleted and created again", "onTopicReset: restart")
            case .restart:
                try ExactlyOnceCheck(pipeline, acknowledged: ids).expect()
                pair.stop()
                try pipeline.rebuildAndExpectTheSame()
                try ExactlyOnceCheck(pipeline, acknowledged: ids).expect()
            }
        }
    }
}
