import LocalServers
import Postgres
import Redis
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Stores that go away")
    struct StoreOutageTests {
        @Test("Redis and PostgreSQL killed in mid-stream and started again change nothing, and no process ends")
        func restartedInMidStream() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                try pipeline.produce(input)
                let hot = try pipeline.start(.streamProcessor, Undisturbed.smallBatches)
                let cold = try pipeline.start(.archiver, Undisturbed.smallBatches)
                var (redisFails, postgresFails) = (2, 2)
                try eventually("both stores failed twice", state: { pipeline.logs }) {
                    if redisFails > 0, let progress = pipeline.hotProgress, progress > input.count / (redisFails + 1) {
                        pipeline.redis.kill()
                        try pipeline.redis.restart()
                        redisFails -= 1
                    }
                    if postgresFails > 0, let progress = pipeline.coldProgress(of: Pipeline.inputs),
                        progress > input.count / (postgresFails + 1)
                    {
                        pipeline.postgres.kill()
                        try pipeline.postgres.restart()
                        postgresFails -= 1
                    }
                    return redisFails + postgresFails == 0
                }
                try pipeline.waitUntilDone()
                #expect(try pipeline.outcome().differences(from: expected) == [])
                #expect(hot.isRunning && cold.isRunning)
                for process in [hot, cold] {
                    try eventually("\(process.role) tells of it", state: { process.log }) {
                        process.log.contains("the sink failed, trying again")
                    }
                }
                try expectSnapshotsEqualRedis(pipeline)
            }
        }

        @Test("an archiver whose tables are missing ends at once and says what to do")
        func noTables() async throws {
            try await Pipeline.run { pipeline in
                _ = try pipeline.openPostgres().execute("DROP TABLE hrv_daily CASCADE")
                let cold = try pipeline.start(.archiver)
                #expect(cold.waitForEnd(within: .seconds(60)))
                #expect(cold.exitCode.map { $0 != 0 } == true, "exit code \(cold.exitCode ?? -1)")
                #expect(cold.log.contains("run \"pulsehub db migrate\" first"), "\(cold.log)")
            }
        }

        @Test("Redis down at the very moment when partitions are assigned only delays them")
        func downDuringAssignment() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                try pipeline.produce(input)
                let hot = try pipeline.start(.streamProcessor)
                let connection = try pipeline.openRedis()
                try eventually("the processor has connected to Redis to stay", state: { hot.log }) {
                    // At its start it only tried the connection. After it, nobody else is connected whose last question was
                    // what Redis does when its memory is full.
                    guard hot.admin("/readyz")?.body.contains("no partitions are assigned yet") == true else {
                        return false
                    }
                    return try connection.command("CLIENT", "LIST").asString?.contains("cmd=info") == true
                }
                pipeline.redis.kill()
                try eventually("the processor has missed Redis", state: { hot.log }) {
                    hot.log.contains("the assignment failed") || !hot.isRunning
                }
                #expect(!hot.log.contains("partitions assigned"))
                try pipeline.redis.restart()
                try eventually("the processor has caught up", state: { hot.log }, isTrue: pipeline.isHotDone)
                #expect(try pipeline.profiles() == expected.profiles)
            }
        }
    }
}
