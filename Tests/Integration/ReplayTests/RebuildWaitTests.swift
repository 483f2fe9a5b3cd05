import Chaos
import Events
import LocalServers
import Postgres
import Redis
import TestSupport
import Testing

extension ReplayTests {
    @Suite("rebuild, when the archive is behind")
    struct RebuildWaitTests {
        @Test("a rebuild under load puts the checkpoints back as they were, also when the archive comes after Redis")
        func all() async throws {
            let records = await InputRecords.simulated(athletes: 10, days: 60, seed: 91, endDate: ReplayTests.endDate)
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor, ReplayTests.smallBatches)
                _ = try pipeline.start(.archiver, ["COLD_BATCH_WAIT": "1s"])
                let producing = Task.detached {
                    try await pipeline.trickle(records, 40, every: .milliseconds(100))
                }
                try eventually("both paths flow", state: { pipeline.logs }) {
                    try (pipeline.hotProgress ?? 0) > 100 && pipeline.archiveCheckpoints().count > 6
                }
                // Slow enough for both paths to go on between its steps.
                let redis = try await TCPProxy.start(to: pipeline.redis.port, latency: .milliseconds(10))
                defer { redis.stop() }
                let rebuild = try pipeline.start(.rebuild, ["REDIS_PORT": "\(redis.port)"], arguments: ["--all"])
                #expect(rebuild.waitForEnd(within: .seconds(60)))
                #expect(rebuild.exitCode == 0, "\(rebuild.log)")
                try await producing.value
                try pipeline.settle()
                #expect(hot.log.contains("is being rebuilt"), "nothing flowed meanwhile")
                #expect(!hot.log.contains("moved back"), "\(hot.log.suffix(2000))")
                try pipeline.expectVerified()
            }
        }

        @Test("one user's rebuild lets the processor go on until the archive has come to where Redis is")
        func oneUser() async throws {
            let records = await InputRecords.simulated(athletes: 2, days: 40, seed: 81, endDate: ReplayTests.endDate)
            let size = records.count / 3
            let parts = [0, 1, 2].map { part in Array(records[(part * size)..<((part + 1) * size)]) }
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                let archiver = try pipeline.start(.archiver)
                try pipeline.produce(parts[0])
                try pipeline.settle()
                let user = try #require(try pipeline.profiles().keys.sorted().first)
                archiver.freeze()
                try pipeline.produce(parts[1])
                try eventually("the processor is ahead") { try pipeline.isHotDone() }

                let others = try pipeline.backends("")
                let rebuild = try pipeline.start(.rebuild, arguments: ["--user", user])
                try eventually("the rebuild asks how far the archive is", state: { rebuild.log }) {
                    try !pipeline.backends("checkpoints").isSubset(of: others)
                }
                #expect(try pipeline.openRedis().command("EXISTS", "rebuild").asInteger == 0)
                try pipeline.produce(parts[2])
                try eventually("the processor goes on", deadline: .seconds(15)) { try pipeline.isHotDone() }
                #expect(rebuild.isRunning)

                archiver.thaw()
                #expect(rebuild.waitForEnd(within: .seconds(60)))
                #expect(rebuild.exitCode == 0, "\(rebuild.log)")
                try pipeline.settle()
                try pipeline.expectVerified()
            }
        }
    }
}

extension Pipeline {
    /// PostgreSQL's processes that have asked something with this word last.
    fileprivate func backends(_ word: String) throws -> Set<Int> {
        let rows = try openPostgres().query(
            "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND position($1 IN coalesce(query, '')) > 0",
            [.text(word)]
        ).rows
        return Set(try rows.map { try $0.int("pid") })
    }
}
