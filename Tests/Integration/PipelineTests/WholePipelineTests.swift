import Athletes
import Events
import Foundation
import Kafka
import LocalServers
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("From a file to the API")
    struct WholePipelineTests {
        private static let lifeSnaps = Checkout.sample("daily/lifesnaps/lifesnaps.daily.ndjson")

        @Test("simulated athletes arrive in the archive, the tables, Redis, the snapshots and the API")
        func simulated() async throws {
            let lines = Simulation(athletes: 8, days: 60, seed: 3, endDate: Undisturbed.endDate)
            let path = FileManager.default.temporaryDirectory.path + "/simulated-\(UUID().uuidString.prefix(8)).ndjson"
            try Data(lines.map { $0 + [UInt8(ascii: "\n")] }.joined()).write(to: URL(filePath: path))
            defer { try? FileManager.default.removeItem(atPath: path) }
            try await send(path)
        }

        @Test(
            "the people of LifeSnaps arrive in the archive, the tables, Redis, the snapshots and the API",
            .enabled(
                if: lifeSnaps != nil, "no sample data: set PULSEHUB_SAMPLE_DATA to the directory with daily/lifesnaps"))
        func recorded() async throws { try await send(try #require(Self.lifeSnaps)) }

        private func send(_ path: String) async throws {
            let lines = try Data(contentsOf: URL(filePath: path)).split(separator: UInt8(ascii: "\n")).map { Array($0) }
            let sent = await InputRecords.records(lines, noonOf: Undisturbed.endDate)
            try #require(sent.count >= lines.count)
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                // Rows are named by when they came in: the same time gives the ids of what is expected.
                let produce = try pipeline.start(
                    .produce, arguments: [path, "--arrived", "\(Undisturbed.endDate)T12:00:00Z"])
                #expect(produce.waitForEnd(within: .seconds(60)))
                #expect(produce.exitCode == 0, "\(produce.log)")
                try eventually("everything is in the log") { try pipeline.logEnd(of: Pipeline.inputs) >= sent.count }
                try pipeline.waitUntilDone()
                try expectArchived(sent, in: pipeline)
                let people = DirectFold(sent)
                #expect(try pipeline.profiles().keys.sorted() == people.users.sorted())
                #expect(try DirectFold.hrvTable(of: pipeline) == people.hrvRows)
                #expect(try DirectFold.sleepTable(of: pipeline) == people.sleepRows)
                try expectSnapshotsEqualRedis(pipeline)
                try await expectServed(by: pipeline)
            }
        }

        private func expectArchived(_ sent: [ProducerRecord], in pipeline: Pipeline) throws {
            let rows = try pipeline.openPostgres().query(
                """
                SELECT topic || ' ' || convert_from(key, 'UTF8') || ' ' || (payload->>'id') AS event
                FROM archive.events WHERE topic = ANY($1) AND rejection IS NULL
                """, [.textArray(Pipeline.inputs)])
            let archived = try rows.rows.map { try $0.text("event") }
            let expected = sent.map { record in
                "\(record.topic) \(String(decoding: record.key ?? [], as: UTF8.self)) \(DirectFold.event(record)?.id ?? "")"
            }
            #expect(archived.sorted() == expected.sorted())
        }

        /// Byte for byte what Redis holds; and the same bytes from PostgreSQL when Redis is gone.
        private func expectServed(by pipeline: Pipeline) async throws {
            let profiles = try pipeline.profiles()
            let ask = try await pipeline.startProfileAPI()
            var fromRedis: [String: [UInt8]] = [:]
            for (user, profile) in profiles {
                let answer = try await ask("/api/v1/profiles/\(user)")
                #expect(answer == .init(status: 200, source: "redis", body: document(of: user, profile)))
                fromRedis[user] = answer.body
                guard let (path, readiness) = readiness(of: user, profile) else { continue }
                let explained = try await ask(path)
                #expect(explained.source == "redis" && contains(explained.body, readiness))
            }
            pipeline.redis.stop()
            for (user, body) in fromRedis {
                #expect(
                    try await ask("/api/v1/profiles/\(user)") == .init(status: 200, source: "postgres", body: body))
                guard let (path, readiness) = readiness(of: user, profiles[user] ?? [:]) else { continue }
                let explained = try await ask(path)
                #expect(explained.source == "postgres" && contains(explained.body, readiness))
            }
        }

        private func contains(_ answer: [UInt8], _ document: [UInt8]) -> Bool {
            String(decoding: answer, as: UTF8.self).contains(String(decoding: document, as: UTF8.self))
        }

        /// The document, and the path at which the API computes that of the same date anew.
        private func readiness(of user: String, _ profile: Outcome.Profile) -> (path: String, document: [UInt8])? {
            guard let document = profile["readiness"] else { return nil }
            let date = String(decoding: document, as: UTF8.self).firstMatch(of: /"date":"([0-9-]+)"/)?.1 ?? ""
            return ("/api/v1/users/\(user)/readiness/\(date)/explanation", document)
        }

        private func document(of user: String, _ profile: Outcome.Profile) -> [UInt8] {
            let parts = ["readiness", "wellness", "activity"].compactMap { part in
                profile[part].map { ",\"\(part)\":" + String(decoding: $0, as: UTF8.self) }
            }
            return Array("{\"userId\":\"\(user)\"\(parts.joined())}".utf8)
        }
    }
}
