import Events
import Kafka
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Two owners of one partition")
    struct ZombieTests {
        /// A frozen process may hold no batch at that moment, and then only learns that its partitions are lost.
        private static let roundsMax = 8

        @Test("a stream processor that wakes up after its session writes nothing more, and the result is the same")
        func frozenPastItsSession() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                let processors = try (0..<2).map { _ in
                    try pipeline.start(.streamProcessor, Undisturbed.smallBatches)
                }
                var wasRefused = false
                // Rows that come again are work that changes nothing.
                let again = input.filter { $0.topic == Topics.wellness }
                for round in 0..<Self.roundsMax where !wasRefused {
                    try eventually("both own partitions", state: { pipeline.logs }) {
                        processors.allSatisfy { !$0.assigned.isEmpty }
                    }
                    let start = try pipeline.checkpoints()
                    try pipeline.produce(round == 0 ? input : again + again + again + again)
                    guard let zombie = try freezeOne(of: processors, since: start, in: pipeline) else { continue }
                    try eventually("the other one has folded everything", state: { pipeline.logs }) {
                        try pipeline.isHotDone()
                    }
                    let before = try pipeline.outcome()
                    #expect(before.profiles == expected.profiles)
                    let (refused, lost) = (zombie.refusals, zombie.losses)
                    zombie.thaw()
                    // Or neither, where its last write was on its way when it was frozen.
                    _ = try? eventually("it has noticed", deadline: .seconds(20)) {
                        zombie.refusals > refused || zombie.losses > lost
                    }
                    wasRefused = zombie.refusals > refused
                    let after = try pipeline.outcome()
                    #expect(after.profiles == expected.profiles)
                    #expect(after.checkpoints == before.checkpoints)
                }
                #expect(wasRefused, "it never held a batch when it was frozen")
            }
        }

        /// Freezes whoever has more to do, once both own partitions and one of them works; nil if it was done by then.
        ///
        /// Not both: a group may give all partitions of a topic to one member, and all new records are of one topic.
        private func freezeOne(
            of processors: [PipelineProcess], since start: [TopicPartition: Int64], in pipeline: Pipeline
        ) throws -> PipelineProcess? {
            let owned = try eventually("both own partitions, and one works", state: { pipeline.logs }) {
                let owned = processors.map(\.assigned)
                let done = try pipeline.checkpoints()
                let isWorking = owned.joined().contains { done[$0] ?? 0 > start[$0] ?? 0 }
                return isWorking && owned.allSatisfy { !$0.isEmpty } ? owned : nil
            }
            let left = try owned.map { try self.left(of: $0, in: pipeline) }
            let index = left[0] > left[1] ? 0 : 1
            processors[index].freeze()
            if try self.left(of: owned[index], in: pipeline) > 0 { return processors[index] }
            processors[index].thaw()
            return nil
        }

        /// How many records of these partitions are not folded yet.
        private func left(of places: Set<TopicPartition>, in pipeline: Pipeline) throws -> Int64 {
            let done = try pipeline.checkpoints()
            return try places.reduce(0) { sum, place in
                sum + (try pipeline.producer.watermarks(of: place, deadline: .seconds(10)).high) - (done[place] ?? 0)
            }
        }
    }
}

extension PipelineProcess {
    /// How often a late write of it was refused.
    fileprivate var refusals: Int { log.matches(of: /a write was refused/).count }

    /// How often it was told that its partitions have another owner.
    fileprivate var losses: Int { log.matches(of: /lost=true/).count }
}
