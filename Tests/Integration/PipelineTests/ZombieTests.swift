import Kafka
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Two owners of one partition")
    struct ZombieTests {
        @Test("a stream processor that wakes up after its session writes nothing more, and the result is the same")
        func frozenPastItsSession() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                try pipeline.produce(input)
                let processors = try (0..<2).map { _ in
                    try pipeline.start(.streamProcessor, Undisturbed.smallBatches)
                }
                let places = try eventually("both own partitions and work", state: { pipeline.logs }) {
                    let places = processors.map(Self.assigned)
                    let done = try pipeline.checkpoints()
                    return places.allSatisfy { $0.contains { done[$0] ?? 0 > 0 } } ? places : nil
                }
                // Whoever has more to do is certainly in the middle of it.
                let left = try places.map { try Self.left(of: $0, in: pipeline, expected) }
                let (zombie, heir) = left[0] > left[1] ? (processors[0], processors[1]) : (processors[1], processors[0])
                zombie.freeze()
                let ofZombie = left[0] > left[1] ? places[0] : places[1]
                try #require(try Self.left(of: ofZombie, in: pipeline, expected) > 0, "it was frozen too late")
                // The other one takes over when the session has ended, and comes to the end.
                try eventually("the heir has folded everything", state: { heir.log }, isTrue: pipeline.isHotDone)
                let before = try pipeline.profiles()
                zombie.thaw()
                try eventually("the late write was refused", state: { zombie.log }) {
                    zombie.log.contains("a write was refused")
                }
                #expect(before == expected.profiles)
                #expect(try pipeline.profiles() == expected.profiles)
                #expect(try pipeline.checkpoints() == expected.checkpoints)
            }
        }

        /// The partitions that a processor says it was given.
        private static func assigned(_ process: PipelineProcess) -> [TopicPartition] {
            let lines = process.log.split(separator: "\n").filter { $0.contains("partitions assigned") }
            return lines.flatMap { $0.matches(of: /([a-z.-]+)\[(\d+)\]/) }.compactMap { match in
                Int32(match.2).map { TopicPartition(topic: String(match.1), partition: $0) }
            }
        }

        /// How many records of these partitions are not folded yet.
        private static func left(
            of places: [TopicPartition], in pipeline: Pipeline, _ expected: Outcome
        ) throws -> Int64 {
            let done = try pipeline.checkpoints()
            return places.reduce(0) { $0 + (expected.checkpoints[$1] ?? 0) - (done[$1] ?? 0) }
        }
    }
}
