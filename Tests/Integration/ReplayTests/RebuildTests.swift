import Events
import Kafka
import Redis
import TestSupport
import Testing

extension ReplayTests {
    @Suite("rebuild")
    struct RebuildTests {
        @Test("after FLUSHALL every byte and checkpoint comes back, and the processor goes on from there")
        func flushed() async throws {
            let records = await InputRecords.simulated(athletes: 8, days: 90, seed: 31, endDate: ReplayTests.endDate)
            let first = records.prefix(records.count / 2)
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(Array(first))
                try pipeline.settle()
                hot.stop()
                try pipeline.settle()
                let before = try pipeline.outcome()
                let checkpoints = try Self.checkpointTexts(pipeline)

                try pipeline.openRedis().command("FLUSHALL")
                let (code, output) = try pipeline.run(.rebuild, ["--all"])
                #expect(code == 0, "\(output)")
                #expect(try pipeline.outcome().differences(from: before) == [])
                #expect(try Self.checkpointTexts(pipeline) == checkpoints)

                _ = try pipeline.start(.streamProcessor)
                try pipeline.produce(Array(records[first.count...]))
                try pipeline.settle()
                try pipeline.expectVerified()
                #expect(try pipeline.profiles().count == Set(records.map(\.key)).count)
            }
        }

        @Test("killed in the middle, the processor waits and says how to go on; the next run continues")
        func killed() async throws {
            let records = await InputRecords.simulated(athletes: 500, days: 4, seed: 41, endDate: ReplayTests.endDate)
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(records)
                try pipeline.settle()
                let before = try pipeline.outcome()

                let redis = try pipeline.openRedis()
                let victim = try pipeline.start(.rebuild, arguments: ["--all"])
                let claim = try eventually("the rebuild is in the middle", state: { victim.log }) {
                    let claim = try redis.command("GET", "rebuild").asString ?? ""
                    return claim.hasSuffix("\nall\n") || claim.isEmpty ? nil : claim
                }
                victim.kill()
                #expect(claim.contains("\nall\n"))

                try pipeline.produce(Array(records.suffix(300)))
                try eventually("the processor waits", state: { hot.log }) {
                    hot.log.contains("finish it with \\\"pulsehub rebuild --all\\\"")
                        || hot.log.contains("finish it with \"pulsehub rebuild --all\"")
                }
                let (verified, complaint) = try pipeline.run(.verify)
                #expect(verified == 1 && complaint.contains("is being rebuilt"), "\(complaint)")

                let (code, output) = try pipeline.run(.rebuild, ["--all"])
                #expect(code == 0 && output.contains("took up a rebuild"), "\(output)")
                try pipeline.settle()
                #expect(hot.isRunning)
                // The last records were sent twice: known to the fold, so only the checkpoints have moved.
                var after = try pipeline.outcome()
                (after.checkpoints, after.archive) = (before.checkpoints, before.archive)
                #expect(after.differences(from: before) == [])
                try pipeline.expectVerified()
            }
        }

        @Test("while the processor runs and events flow nothing is lost and nothing counted twice")
        func running() async throws {
            let records = await InputRecords.simulated(athletes: 30, days: 60, seed: 51, endDate: ReplayTests.endDate)
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor, ReplayTests.smallBatches)
                _ = try pipeline.start(.archiver, ReplayTests.smallBatches)
                let producing = Task.detached {
                    try await pipeline.trickle(records, 300, every: .milliseconds(200))
                }
                try eventually("the stream flows") { (pipeline.hotProgress ?? 0) > 0 }
                for round in 1...3 {
                    if round == 2 { try pipeline.openRedis().command("FLUSHALL") }
                    let (code, output) = try pipeline.run(.rebuild, ["--all"])
                    #expect(code == 0, "\(output)")
                }
                try await producing.value
                try pipeline.settle()
                #expect(hot.isRunning)
                try pipeline.expectVerified()
            }
        }

        @Test("events that were archived but never folded when Redis was lost are in profiles and in snapshots")
        func archiveAhead() async throws {
            let records = await InputRecords.simulated(athletes: 5, days: 120, seed: 61, endDate: ReplayTests.endDate)
            let first = records.prefix(records.count / 2)
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(Array(first))
                try pipeline.settle()
                hot.kill()
                try pipeline.produce(Array(records[first.count...]))
                try eventually("the archive has everything") { try pipeline.isColdDone() }
                try pipeline.openRedis().command("FLUSHALL")
                let (code, output) = try pipeline.run(.rebuild, ["--all"])
                #expect(code == 0 && output.contains("5 of them had news"), "\(output)")
                _ = try pipeline.start(.streamProcessor)
                try pipeline.settle()
                try pipeline.expectVerified()
            }
        }

        @Test("one user is restored under the running processor, the others stay as they are")
        func oneUser() async throws {
            let records = await InputRecords.simulated(athletes: 6, days: 60, seed: 71, endDate: ReplayTests.endDate)
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(records)
                try pipeline.settle()
                let before = try pipeline.outcome()
                let users = before.profiles.keys.sorted()
                let redis = try pipeline.openRedis()
                try redis.command("DEL", RedisArgument("profile:\(users[0])"))
                try redis.command("HDEL", RedisArgument("profile:\(users[1])"), "readiness")
                let (code, output) = try pipeline.run(.rebuild, ["--user", users[0]])
                #expect(code == 0, "\(output)")
                try pipeline.expectDifferences(["\(users[1])  redis readiness"])
                #expect(try pipeline.run(.rebuild, ["--user", users[1]]).exitCode == 0)
                #expect(try pipeline.outcome().differences(from: before) == [])
                try pipeline.expectVerified()
            }
        }

        /// With the cluster's id, which `Outcome` leaves out.
        private static func checkpointTexts(_ pipeline: Pipeline) throws -> [String: String] {
            let redis = try pipeline.openRedis()
            let keys = try redis.command("KEYS", "checkpoint:*").asArray?.compactMap(\.asString) ?? []
            return Dictionary(
                uniqueKeysWithValues: try keys.map { ($0, try redis.command("GET", RedisArgument($0)).asString ?? "") })
        }
    }
}
