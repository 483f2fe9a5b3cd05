import Backup
import Foundation
import FoundationNetworking
import LocalServers
import Postgres
import TestSupport
import Testing

extension ReplayTests {
    @Suite("backups as a service, and in a bucket")
    struct BackupServiceTests {
        @Test("a backup that is due is taken at once, told in metrics, and not taken again; a shutdown ends it")
        func scheduled() async throws {
            try await BackupRuns.run { backups in
                let port = try freePort()
                let service = try backups.start(.backup, ["schedule"], ["BACKUP_ADMIN_PORT": "\(port)"])
                try eventually("the first backup", state: { service.log }) { service.log.contains("backup taken") }
                var page = ""
                try await soon("the metrics") {
                    page =
                        (try? String(
                            contentsOf: #require(URL(string: "http://127.0.0.1:\(port)/metrics")), encoding: .utf8))
                        ?? ""
                    return page.contains("pulsehub_backup_age_seconds")
                }
                #expect(
                    page.contains("pulsehub_backup_taken_total 1") && page.contains("pulsehub_backup_failing 0"),
                    "\(page)")
                service.stop()
                #expect(service.exitCode == 0, "\(service.log)")
                #expect(try backups.manifests().count == 1)
                // Started anew it finds that nothing is due.
                let again = try backups.start(.backup, ["schedule"], ["BACKUP_ADMIN_PORT": "\(port)"])
                try await soon("the age of the one that is there") {
                    let page = try? String(
                        contentsOf: #require(URL(string: "http://127.0.0.1:\(port)/metrics")), encoding: .utf8)
                    return page?.contains("pulsehub_backup_newest_timestamp_seconds") == true
                }
                again.stop()
                #expect(try backups.manifests().count == 1)
                #expect(!again.log.contains("taking a backup"))
            }
        }

        @Test("where no backup can be taken the service says so and goes on trying")
        func failing() async throws {
            try await BackupRuns.run { backups in
                let service = try backups.start(.backup, ["schedule"], ["BACKUP_STORE": "/proc/backups"])
                try eventually("the failure", state: { service.log }) { service.log.contains("no backup was taken") }
                let answer = try eventually("an answer of the admin port") { service.admin("/readyz") }
                #expect(answer.status == 503 && answer.body.contains("backup.store"), "\(answer)")
                service.stop()
                #expect(service.exitCode == 0, "\(service.log)")
            }
        }

        @Test(
            "in a bucket: taken, listed, checked, restored and pruned", .enabled(if: Bucket.isInstalled, Bucket.missing)
        )
        func bucket() async throws {
            let records = await InputRecords.simulated(athletes: 3, days: 30, seed: 94, endDate: ReplayTests.endDate)
            try await BackupRuns.run { local in
                let bucket = try Bucket(in: local.directory)
                defer { bucket.stop() }
                var backups = local
                backups.settings.merge(bucket.settings) { $1 }
                try backups.expectFailure(.backup, ["create"], says: "make the bucket")
                try bucket.create("backups")
                let pipeline = backups.pipeline
                let cold = try pipeline.start(.archiver)
                try pipeline.produce(records)
                try eventually("all is archived", state: { pipeline.logs }, isTrue: pipeline.isColdDone)
                try backups.create()
                try backups.create(["BACKUP_LARGE_TABLE_KIB": "64"])
                let manifests = try backups.manifests()
                try #require(manifests.count == 2)
                #expect(try backups(.backup, ["verify"]).exitCode == 0)
                cold.stop()
                try backups.loseDatabase()
                let (code, output) = try backups(.restore)
                #expect(code == 0, "\(output)")
                try backups.expectArchiveIsLog(below: try #require(manifests.first).checkpoints)
                let pruned = try backups(.backup, ["prune"], ["BACKUP_KEEP_DAYS": "1"])
                #expect(
                    pruned.exitCode == 0 && pruned.output.contains("deleted \(manifests[1].name)"), "\(pruned.output)")
                #expect(try backups.manifests().map(\.name) == [manifests[0].name])
            }
        }
    }
}

/// A server that speaks S3: moto, from PyPI.
private struct Bucket {
    static let isInstalled =
        Program.find("rclone") != nil && (try? Program.run("python3", ["-c", "import moto.server"])) != nil
    static let missing: Comment = "needs rclone, and moto[server] from PyPI: make .build/python/moto"

    private let port: Int
    private let process: ServerProcess

    init(in directory: String) throws {
        let (port, python) = (try freePort(), try #require(Program.find("python3")))
        let process = try ServerProcess(
            [python, "-m", "moto.server", "-H", "127.0.0.1", "-p", "\(port)"], deathSignal: "KILL",
            log: directory + "/moto.log")
        self.port = port
        self.process = process
        try eventually(
            "moto answers", state: { (try? String(contentsOfFile: directory + "/moto.log", encoding: .utf8)) ?? "" }
        ) {
            (try? Program.run("curl", ["-sf", "http://127.0.0.1:\(port)/moto-api/"])) != nil
        }
    }

    var settings: [String: String] {
        [
            "BACKUP_STORE": "s3://backups/hub", "BACKUP_S3_ENDPOINT": "http://127.0.0.1:\(port)",
            "BACKUP_S3_ACCESS_KEY_ID": "test", "BACKUP_S3_SECRET_ACCESS_KEY": "test-secret",
            "BACKUP_S3_REGION": "us-east-1",
        ]
    }

    func create(_ name: String) throws {
        try Program.run("curl", ["-sf", "-X", "PUT", "http://127.0.0.1:\(port)/\(name)"])
    }

    func stop() { process.kill() }
}
