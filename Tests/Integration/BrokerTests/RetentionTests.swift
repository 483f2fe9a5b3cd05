import Events
import Kafka
import Postgres
import TestSupport
import Testing

extension BrokerTests {
    @Suite("Retention")
    struct RetentionTests {
        @Test("a running reader that it overtakes", arguments: ResetPolicy.allCases)
        func overtaken(policy: ResetPolicy) async throws {
            try await Pipeline.onBroker { pipeline, stage in
                let pair = try Pair(pipeline, policy.settings.merging(Pipeline.longSession) { $1 })
                let read = try pipeline.send(0..<400)
                try pipeline.waitUntilDone()
                // Members all the time, and behind.
                for process in pair.both { process.freeze() }
                try pipeline.send(400..<1000)
                try expire(Pipeline.inputs, stage, pipeline)
                let kept = try pipeline.send(1000..<1400)
                for process in pair.both { process.thaw() }
                switch policy {
                case .stop: pair.expectEnd(saying: "deleted by retention")
                case .restart:
                    try ExactlyOnceCheck(pipeline, acknowledged: read + kept).expect()
                    let gaps = try pipeline.openPostgres().query("SELECT count(*) FROM archive.gaps").first?.int(0)
                    #expect(gaps ?? 0 > 0, "the hole is not kept")
                }
            }
        }

        @Test("that deletes what only transactions have left at the end stops nobody")
        func behindControlRecords() async throws {
            try await Pipeline.onBroker { pipeline, stage in
                let first = try Pair(pipeline)
                let committed = try pipeline.send(0..<100)
                let producer = try TransactionalProducer(
                    id: "retention", bootstrapServers: pipeline.bootstrapServers)
                try producer.write(Pipeline.events(100..<200), thenCommit: false)
                try pipeline.waitUntilDone()
                first.stop()
                try expire(Pipeline.inputs, stage, pipeline)
                let second = try Pair(pipeline)
                try eventually("both are ready", state: { pipeline.logs }) {
                    try pipeline.checkAlive()
                    return second.both.allSatisfy(\.isReady)
                }
                let more = try pipeline.send(200..<300)
                try ExactlyOnceCheck(pipeline, acknowledged: committed + more)
                    .expect(absent: (100..<200).map(SteadyLoad.id))
            }
        }

        /// Lets the broker delete every record that the topics hold.
        private func expire(_ topics: [String], _ stage: Stage, _ pipeline: Pipeline) throws {
            for topic in topics { try stage.configure(topic, ["retention.ms": "1", "segment.ms": "1"]) }
            let places = try pipeline.places(of: topics)
            try eventually(
                "retention has run; the broker's log.retention.check.interval.ms should be 1000", deadline: .seconds(50)
            ) {
                try places.allSatisfy { place in
                    let log = try pipeline.producer.watermarks(of: place, deadline: .seconds(10))
                    return log.low == log.high
                }
            }
            for topic in topics { try stage.configure(topic, Stage.keepingAll) }
        }
    }
}
