import Foundation
import Kafka
import LocalServers
import Postgres
import Redis
import Streaming
import TestSupport
import Testing

@testable import Backup

extension ReplayTests {
    @Suite("backup and restore")
    struct BackupTests {
        @Test(
            "taken under load and restored after everything is lost, the archiver catches up, erasures included, and rebuild and verify agree"
        )
        func everythingLost() async throws {
            let records = await InputRecords.simulated(athletes: 12, days: 90, seed: 91, endDate: ReplayTests.endDate)
            try await BackupRuns.run { backups in
                let pipeline = backups.pipeline
                let hot = try pipeline.start(.streamProcessor, ReplayTests.smallBatches)
                let cold = try pipeline.start(.archiver, ReplayTests.smallBatches)
                let producing = Task.detached {
                    try await pipeline.trickle(records, 200, every: .milliseconds(150))
                }
                try eventually("the stream flows") { (pipeline.coldProgress(of: Pipeline.inputs) ?? 0) > 0 }
                // Files of their own for the larger tables.
                try backups.create(["BACKUP_LARGE_TABLE_KIB": "64"])
                try await producing.value
                try pipeline.settle()
                let taken = try #require(try backups.manifests().first)
                #expect(taken.data.count > 1 && taken.records > 0)

                let user = try #require(try pipeline.profiles().keys.sorted().first)
                let erasure = try Erasure(user: user, id: UUID().uuidString.lowercased())
                try pipeline.produce(Erasure.topics.map(erasure.record))
                try pipeline.settle()
                let before = try pipeline.outcome()
                hot.stop()
                cold.stop()
                let rows = try #require(try backups.count("archive.events"))
                try backups.loseDatabase()
                try pipeline.openRedis().command("FLUSHALL")

                let (code, output) = try backups(.restore)
                #expect(code == 0, "\(output)")
                try backups.expectArchiveIsLog(below: taken.checkpoints)
                #expect(try backups.count("archive.events") ?? 0 < rows)
                let named = try pipeline.openPostgres().query(
                    "SELECT count(*) FROM archive.events WHERE user_id = $1", [.text(user)])
                #expect(try named.first?.int(0) ?? 0 > 0, "the backup is older than the erasure")

                _ = try pipeline.start(.archiver, ReplayTests.smallBatches)
                try eventually("the archiver has caught up", state: { pipeline.logs }, isTrue: pipeline.isColdDone)
                let rebuilt = try pipeline.run(.rebuild, ["--all"])
                #expect(rebuilt.exitCode == 0, "\(rebuilt.output)")
                _ = try pipeline.start(.streamProcessor)
                try pipeline.settle()
                try pipeline.expectVerified()
                #expect(try pipeline.outcome().differences(from: before) == [])
                #expect(try !pipeline.profiles().keys.contains(user))
                let left = try pipeline.openPostgres().query(
                    "SELECT count(*) FROM archive.events WHERE user_id = $1", [.text(user)])
                #expect(try left.first?.int(0) == 0)
            }
        }

        @Test("what is wrong is named with its cure, and a restore that fails changes nothing")
        func refusals() async throws {
            let records = await InputRecords.simulated(athletes: 3, days: 30, seed: 92, endDate: ReplayTests.endDate)
            try await BackupRuns.run { backups in
                let pipeline = backups.pipeline
                try backups.expectFailure(.backup, ["create"], ["BACKUP_STORE": "backups"], says: "an absolute path")
                try backups.expectFailure(.backup, ["create"], ["BACKUP_KEY_FILE": "/nonexistent"], says: "backup key")
                try backups.expectFailure(.restore, says: "there is no complete backup")
                let cold = try pipeline.start(.archiver)
                try pipeline.produce(records)
                try eventually("all is archived", state: { pipeline.logs }, isTrue: pipeline.isColdDone)
                try backups.create()
                let backup = try #require(try backups.manifests().first)
                try backups.expectFailure(.restore, says: "is not empty (archive.")

                // Only one at a time.
                let snapshot = try await DumpSnapshot(pipeline.postgres.configuration)
                try backups.expectFailure(.backup, ["create"], says: "another backup of this database is being taken")
                await snapshot.end()

                cold.stop()
                try backups.loseDatabase()
                do {
                    let session = try pipeline.openPostgres()
                    try backups.expectFailure(.restore, says: "is in use by pulsehub")
                    try session.execute("SELECT 1")
                }

                // Another key, a flipped byte, a cut file, a missing one: nothing is restored of any of these.
                _ = try BackupKey.create(file: backups.directory + "/other")
                try backups.expectFailure(
                    .restore, [], ["BACKUP_KEY_FILE": backups.directory + "/other"], says: "was sealed with the key")
                let databases = try backups.databases()
                let file = "\(backups.directory)/store/\(backup.name)/data"
                let whole = try Data(contentsOf: URL(filePath: file))
                var flipped = whole
                flipped[flipped.count / 2] ^= 1
                for (damage, says) in [
                    (flipped, "is damaged"), (whole.dropLast(1), "is damaged"), (nil, "is not there"),
                ] {
                    try FileManager.default.removeItem(atPath: file)
                    try damage?.write(to: URL(filePath: file))
                    if damage == nil {
                        try backups.expectFailure(.restore, says: says)
                    } else {
                        try backups.expectFailure(.backup, ["verify"], says: says)
                        try backups.expectFailure(.restore, says: says)
                    }
                    #expect(try backups.databases() == databases)
                    try Data().write(to: URL(filePath: file))
                }
                let tables = try pipeline.openPostgres().query("SELECT to_regclass('archive.events') IS NULL AS none")
                #expect(try tables.first?.bool("none") == true)
                try whole.write(to: URL(filePath: file))
                #expect(try backups(.backup, ["verify", backup.name]).exitCode == 0)

                // A database that is migrated is empty still.
                _ = try Migrations(directory: Checkout.path("db/migrations")).apply(on: pipeline.openPostgres())
                #expect(try backups(.restore, ["--backup", backup.name]).exitCode == 0)
                try backups.expectArchiveIsLog(below: backup.checkpoints)
            }
        }

        @Test("a backup or a restore that is killed leaves nothing that counts, and the next one tidies up")
        func killed() async throws {
            let records = await InputRecords.simulated(athletes: 6, days: 60, seed: 93, endDate: ReplayTests.endDate)
            try await BackupRuns.run { backups in
                let pipeline = backups.pipeline
                let cold = try pipeline.start(.archiver)
                try pipeline.produce(records)
                try eventually("all is archived", state: { pipeline.logs }, isTrue: pipeline.isColdDone)

                let victim = try backups.start(.backup, ["create"])
                try eventually("the backup has begun", state: { victim.log }) {
                    (try? backups.stored().contains { $0.hasSuffix("/schema") }) == true
                }
                victim.kill()
                let wasLate = victim.exitCode == 0
                #expect(try backups.manifests().isEmpty || wasLate)
                let rubbish = try backups.stored()
                let stopped = try backups.start(.backup, ["create"])
                try eventually("another has begun", state: { stopped.log }) {
                    // It deletes what the first one left, also while this looks.
                    let stored = (try? backups.stored()) ?? []
                    return stored.contains { $0.hasSuffix("/schema") && !rubbish.contains($0) }
                        || stopped.exitCode != nil
                }
                stopped.stop()
                #expect(try backups.stored().isEmpty || stopped.exitCode == 0 || wasLate, "\(stopped.log)")
                try backups.create()
                let left = try backups.stored()
                #expect(left.allSatisfy { !$0.hasSuffix(".unfinished") })
                #expect(
                    Set(left.map { $0.prefix(20) })
                        == Set(left.filter { $0.hasSuffix("/manifest") }.map { $0.prefix(20) }))

                cold.stop()
                try backups.loseDatabase()
                let restore = try backups.start(.restore)
                try eventually("the restore has begun", state: { restore.log }) {
                    try backups.databases().contains("postgres_pulsehub_restore")
                }
                restore.kill()
                let (code, output) = try backups(.restore)
                #expect(code == 0, "\(output)")
                try backups.expectArchiveIsLog(below: try #require(try backups.manifests().first).checkpoints)
                #expect(try backups.databases() == ["postgres", "template0", "template1"])
            }
        }

        @Test("while a backup runs new months are made, and no month of it is dropped")
        func months() async throws {
            try await BackupRuns.run { backups in
                let connection = try backups.pipeline.openPostgres()
                try connection.execute(
                    """
                    SELECT archive.ensure_month('2025-05-01');
                    INSERT INTO archive.events ("offset", partition, topic, kafka_time)
                    SELECT n, 0, 'data.normalized', '2025-05-10' FROM generate_series(0, 99) AS n;
                    SET lock_timeout = '500ms'
                    """)
                let snapshot = try await DumpSnapshot(backups.pipeline.postgres.configuration)
                let tables = try await snapshot.tables()
                try await snapshot.hold(tables.filter { $0.bytes > 0 })
                #expect(try await snapshot.count(tables).first { $0.name == "archive.events_2025_05" }?.rows == 100)
                #expect(try connection.query("SELECT archive.ensure_month('2025-06-01')").first?.bool(0) == true)
                #expect(throws: PostgresError.self) { try connection.execute("DROP TABLE archive.events_2025_05") }
                await snapshot.end()
                try connection.execute("DROP TABLE archive.events_2025_05")
            }
        }
    }
}
