import Events
import TestSupport
import Testing

extension BrokerTests {
    @Suite("Other people's transactions")
    struct TransactionTests {
        @Test("what is committed counts once, what is aborted never, and the checkpoints reach the end of the log")
        func committedAndAborted() async throws {
            try await Pipeline.onBroker { pipeline, _ in
                let pair = try Pair(pipeline)
                let plain = try pipeline.send(0..<100)
                let producer = try TransactionalProducer(id: "scene", bootstrapServers: pipeline.bootstrapServers)
                try producer.write(Pipeline.events(100..<200), thenCommit: true)
                try producer.write(Pipeline.events(200..<300), thenCommit: false)
                try ExactlyOnceCheck(pipeline, acknowledged: plain + (100..<200).map(SteadyLoad.id))
                    .expect(absent: (200..<300).map(SteadyLoad.id))
                for process in pair.both {
                    try eventually("no lag is told", state: { "\(process.metric("pulsehub_lag_records") ?? -1)" }) {
                        process.metric("pulsehub_lag_records") == 0
                    }
                }
            }
        }
    }
}
