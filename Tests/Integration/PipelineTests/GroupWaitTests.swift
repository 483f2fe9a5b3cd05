import Events
import Kafka
import TestSupport
import Testing

extension PipelineTests {
    @Suite("A process whose predecessor died")
    struct GroupWaitTests {
        private static let sessions = [
            PipelineProcess.Role.archiver: ["COLD_SESSION_TIMEOUT": "14s"],
            .streamProcessor: ["HOT_SESSION_TIMEOUT": "14s"],
        ]

        @Test(
            "says that it waits for the group, and how long at most, until it is given the partitions",
            arguments: [PipelineProcess.Role.archiver, .streamProcessor])
        func waits(role: PipelineProcess.Role) async throws {
            try await Pipeline.run { pipeline in
                let settings = Self.sessions[role] ?? [:]
                let first = try pipeline.start(role, settings)
                try eventually("the first one works", state: { first.log }) { first.isReady }
                #expect(
                    !first.log.contains("waiting for the group"), "a new group is no reason for a line: \(first.log)")
                first.kill()

                let second = try pipeline.start(role, settings)
                try eventually("it says that it waits", state: { second.log }) {
                    second.log.contains("waiting for the group to give this process partitions")
                }
                #expect(second.log.contains("until its session has timed out, 14 s at most"), "\(second.log)")
                let answer = try eventually("it is not ready meanwhile") { second.admin("/readyz") }
                #expect(answer.status == 503)
                #expect(answer.body.contains("no partitions are assigned yet: waiting for the group pulsehub-"))
                #expect(answer.body.contains("14 s at most"), "\(answer.body)")

                try pipeline.produce(await Undisturbed.input.value)
                try eventually("it goes on where the first one was", deadline: .seconds(90), state: { second.log }) {
                    try role == .archiver
                        ? pipeline.coldProgress(of: Pipeline.inputs) == pipeline.logEnd(of: Pipeline.inputs)
                        : pipeline.isHotDone()
                }
                #expect(second.isReady)
            }
        }
    }
}
