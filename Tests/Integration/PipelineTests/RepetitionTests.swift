import Events
import Kafka
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Events that come again, late or in disorder")
    struct RepetitionTests {
        @Test("every batch delivered twice counts once")
        func deliveredTwice() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                for start in stride(from: 0, to: input.count, by: 200) {
                    let batch = Array(input[start..<min(start + 200, input.count)])
                    try pipeline.produce(batch + batch)
                }
                try run(pipeline)
                let outcome = try pipeline.outcome()
                #expect(outcome.archive.count == 2 * input.count)
                #expect(outcome.differences(from: expected, ignoringLog: true) == [])
            }
        }

        @Test("wearable data reversed, or shuffled with a fifth of it twice, ends in the same profiles and tables")
        func disorder() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            var random = Seeded(8)
            let wellness = input.filter { $0.topic == Topics.wellness }
            let activity = input.filter { $0.topic == Topics.activity }
            let again = wellness.shuffled(using: &random).prefix(wellness.count / 5)
            let orders = [wellness.reversed(), (wellness + again).shuffled(using: &random)]
            for order in orders {
                try await Pipeline.run { pipeline in
                    try pipeline.produce(order + activity)
                    try run(pipeline)
                    #expect(try pipeline.outcome().differences(from: expected, ignoringLog: true) == [])
                }
            }
        }

        private func run(_ pipeline: Pipeline) throws {
            _ = try pipeline.start(.streamProcessor, ["HOT_BATCH_RECORDS": "500"])
            _ = try pipeline.start(.archiver)
            try pipeline.waitUntilDone()
        }
    }
}

extension Outcome {
    /// What differs where the log itself is another one: checkpoints and raw records are left out.
    func differences(from other: Outcome, ignoringLog: Bool) -> [String] {
        var mine = self
        if ignoringLog { (mine.checkpoints, mine.archive) = (other.checkpoints, other.archive) }
        return mine.differences(from: other)
    }
}
