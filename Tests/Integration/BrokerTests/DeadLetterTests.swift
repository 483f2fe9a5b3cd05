import Events
import Kafka
import TestSupport
import Testing

extension BrokerTests {
    @Suite("Dead letters and rebuilds")
    struct DeadLetterTests {
        /// Kafka says that they came on 2025-05-01, and they speak of half an hour later: too early then, in order now.
        private static let early: Int64 = 1_746_057_600_000

        private static func view(_ number: Int) -> ProducerRecord {
            let value = """
                {"specversion":"1.0","id":"early-\(number)","source":"t","type":"pulsehub.page.viewed.v1",\
                "subject":"user-\(number)","time":"2025-05-01T00:30:00Z","data":{"url":"/a"}}
                """
            return ProducerRecord(
                topic: Topics.activity, key: Array("user-\(number)".utf8), value: Array(value.utf8), timestampMs: early)
        }

        @Test("what was parked is retried and counts once, and a rebuild changes nothing")
        func retried() async throws {
            try await Pipeline.onBroker { pipeline, _ in
                let pair = try Pair(pipeline)
                let ids = try pipeline.send(0..<300)
                try pipeline.produce((0..<5).map(Self.view))
                try ExactlyOnceCheck(pipeline, acknowledged: ids).expect(deadLetters: 5)
                let retry = ["retry", "--all", "--reason", "from_future"]
                let (code, output) = try pipeline.run(.deadLetters, retry)
                #expect(code == 0 && output.contains("retried 5 of 5"), "\(output)")
                let all = ids + (0..<5).map { "early-\($0)" }
                try ExactlyOnceCheck(pipeline, acknowledged: all).expect(deadLetters: 5)
                pair.stop()
                try pipeline.rebuildAndExpectTheSame()
                try ExactlyOnceCheck(pipeline, acknowledged: all).expect(deadLetters: 5)
            }
        }
    }
}
