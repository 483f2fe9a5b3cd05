import Glibc
import Kafka
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Processes that die")
    struct KillTests {
        @Test("kill -9 of the stream processor and of the archiver, three times each in mid-stream, changes nothing")
        func killedInMidStream() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                try pipeline.produce(input)
                var random = Seeded(2)
                var hot = try Victim(.streamProcessor, in: pipeline, records: input.count, &random)
                var cold = try Victim(.archiver, in: pipeline, records: input.count, &random)
                try eventually("both were killed three times", deadline: .seconds(150), state: { pipeline.logs }) {
                    try hot.killIfDue(at: pipeline.hotProgress, in: pipeline, &random)
                    try cold.killIfDue(at: pipeline.coldProgress(of: Pipeline.inputs), in: pipeline, &random)
                    return hot.isSpared && cold.isSpared
                }
                try pipeline.waitUntilDone()
                #expect(try pipeline.outcome().differences(from: expected) == [])
                // Not each of them: what is killed has gone on since it was looked at.
                for places in [hot.killedAt, cold.killedAt] {
                    #expect(places.contains { (1..<Int64(input.count)).contains($0) }, "\(places)")
                }
            }
        }
    }

    /// A process that is killed at random places of the stream, and started again.
    struct Victim {
        /// How far the stream was when it died.
        private(set) var killedAt: [Int64] = []
        private let role: PipelineProcess.Role
        private var process: PipelineProcess
        private var targets: [Int64]

        init(
            _ role: PipelineProcess.Role, in pipeline: Pipeline, records: Int, _ random: inout Seeded
        ) throws {
            self.role = role
            process = try pipeline.start(role, Undisturbed.smallBatches)
            // One place in each of the first three quarters.
            let quarter = Int64(records / 4)
            targets = (0..<3).map { $0 * quarter + Int64.random(in: 1..<quarter, using: &random) }
        }

        /// Whether it will not be killed any more.
        var isSpared: Bool { targets.isEmpty }

        mutating func killIfDue(at progress: Int64?, in pipeline: Pipeline, _ random: inout Seeded) throws {
            guard let progress, let target = targets.first, progress >= target else { return }
            // About as long as a batch, so that the blow falls into any part of one.
            usleep(UInt32.random(in: 0..<10_000, using: &random))
            process.kill()
            killedAt.append(progress)
            targets.removeFirst()
            process = try pipeline.start(role, Undisturbed.smallBatches)
        }
    }
}
