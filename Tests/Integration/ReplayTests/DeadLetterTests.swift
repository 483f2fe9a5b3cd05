import DeadLetters
import Events
import Foundation
import FoundationNetworking
import Kafka
import LocalServers
import Streaming
import TestSupport
import Testing

extension ReplayTests {
    @Suite("dead letters")
    struct DeadLetterTests {
        /// Kafka says that they came on 2025-05-01, and they speak of half an hour later: too early then, in order now.
        private static let early: Int64 = 1_746_057_600_000
        private static let later = "2025-05-01T00:30:00Z"

        private static let spaced = Array(
            #"{ "specversion":"1.0",  "type":"pulsehub.page.viewed.v1", "id":"w-1","source":"t","subject":"ada","data":{"url":"/"}}"#
                .utf8)

        private static func view(_ id: String, of user: String) -> [UInt8] {
            Array(
                """
                {"specversion":"1.0","id":"\(id)","source":"t","type":"pulsehub.page.viewed.v1","subject":"\(user)",\
                "time":"\(later)","data":{"url":"/a"}}
                """.utf8)
        }

        private static func night(_ user: String) -> [UInt8] {
            Array(
                """
                {"specversion":"1.0","id":"h-\(user)","source":"t","type":"pulsehub.hrv.recorded.v1","subject":"\(user)",\
                "data":{"date":"2025-05-01","vendor":"oura","rMSSD":60,"capturedAt":"\(later)"}}
                """.utf8)
        }

        /// 8 that are no JSON, 5 in a topic that does not carry them, 2 under somebody else's key, 5 too early.
        private static let bad: [ProducerRecord] =
            (0..<8).map { InputRecords.record(Topics.activity, "user-\($0)", Array("no JSON \($0)".utf8)) }
            + (0..<4).map { InputRecords.record(Topics.wellness, "user-\($0)", view("x-\($0)", of: "user-\($0)")) }
            + [InputRecords.record(Topics.wellness, "ada", spaced)]
            + (0..<2).map { InputRecords.record(Topics.activity, "user-\($0)", view("y-\($0)", of: "eve")) }
            + (0..<4).map {
                InputRecords.record(Topics.wellness, "user-\($0)", night("user-\($0)"), timestampMs: early)
            }
            + [InputRecords.record(Topics.activity, "ada", view("v-1", of: "ada"), timestampMs: early)]

        /// What others put into the topic: archived, and no entry of the list.
        private static let foreign = [nil, "nonsense", "insights.updated/0/1", "data.normalized/-1/0"].map { origin in
            ProducerRecord(
                topic: Topics.deadLetter, key: Array("eve".utf8), value: [0xFF],
                headers: origin.map { [KafkaHeader(name: "pulsehub-origin", value: Array($0.utf8))] } ?? [])
        }

        @Test("twenty bad records are listed with their reasons, some retried, some discarded; nothing counts twice")
        func workedOff() async throws {
            let good = await InputRecords.simulated(athletes: 3, days: 20, seed: 8, endDate: ReplayTests.endDate)
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor)
                let archiver = try pipeline.start(.archiver)
                let places = try pipeline.produce(good + Self.bad).dropFirst(good.count)
                try pipeline.produce(Self.foreign)
                try pipeline.settle()
                let ids = zip(Self.bad, places).map { "\($0.topic)/\($1.partition)/\($1.offset)" }

                // Listed, each once.
                #expect(
                    try pipeline.reasons() == ["from_future": 5, "key_mismatch": 2, "not_json": 8, "unknown_type": 5])
                let table = try pipeline.run(.deadLetters, ["list", "--reason", "not_json", "--user", "user-7"]).output
                #expect(table.contains(ids[7]) && ids.filter { table.contains("\($0) ") }.count == 1, "\(table)")
                try eventually("each is counted", state: { hot.log }) {
                    hot.metric("pulsehub_hot_dead_letters_total", label: #"reason="not_json""#) == 8
                }
                // Started anew, the archiver counts at once; else once a minute.
                archiver.stop()
                let restarted = try pipeline.start(.archiver)
                try eventually("the open ones are counted", state: { restarted.log }) {
                    restarted.metric("pulsehub_archive_dead_letters_open", label: #"reason="from_future""#) == 5
                }

                // Shown byte for byte, with what a retry would do.
                #expect(Array(try pipeline.run(.deadLetters, ["show", ids[12], "--raw"]).output.utf8) == Self.spaced)
                let page = try pipeline.run(.deadLetters, ["show", ids[19]]).output
                #expect(page.contains("from_future") && page.contains("would be accepted"), "\(page)")

                // Retried: what was too early is in order now. A dry run changes nothing.
                let choice = ["--all", "--reason", "from_future"]
                let dry = try pipeline.run(.deadLetters, ["retry", "--dry-run"] + choice)
                #expect(dry.exitCode == 0 && dry.output.contains("would retry 5 of 5"), "\(dry.output)")
                #expect(try pipeline.list(["--state", "retried"]).isEmpty)
                let retried = try pipeline.run(.deadLetters, ["retry", "--by", "maria"] + choice)
                #expect(retried.exitCode == 0 && retried.output.contains("\nretried 5 of 5"), "\(retried.output)")
                try pipeline.settle()
                let decided = try pipeline.list(["--state", "retried"])
                #expect(decided.count == 5 && decided.allSatisfy { $0.contains(#""decidedBy":"maria""#) })
                let profiles = try pipeline.profiles()
                #expect((0..<4).allSatisfy { profiles["user-\($0)"]?["wellness"] != nil })
                let views = try #require(profiles["ada"]?["activity"])

                // Once more: refused, and where it is wanted it counts nothing.
                let refused = try pipeline.run(.deadLetters, ["retry", ids[19]])
                #expect(refused.exitCode == 1 && refused.output.contains("retried before"), "\(refused.output)")
                let again = try pipeline.run(.deadLetters, ["retry", ids[19], "--again"])
                #expect(again.exitCode == 0 && again.output.contains("retried 1 of 1"), "\(again.output)")
                try pipeline.settle()
                #expect(try pipeline.profiles()["ada"]?["activity"] == views)

                // What would be refused again is left, unless it is forced: then it is parked with its history.
                let broken = try pipeline.run(.deadLetters, ["retry", "--all", "--reason", "not_json"])
                #expect(broken.output.contains("\nretried 0 of 8\n  8 would be refused again"), "\(broken.output)")
                #expect(try pipeline.run(.deadLetters, ["retry", ids[12], "--force"]).exitCode == 0)
                try pipeline.settle()
                let anew = try #require(try pipeline.list(["--state", "open", "--user", "ada"]).first)
                let id = try #require(anew.split(separator: "\"").dropFirst(3).first.map(String.init))
                #expect(id != ids[12])
                let history = try pipeline.run(.deadLetters, ["show", id]).output
                #expect(history.contains("header pulsehub-retry") && history.contains(ids[12]), "\(history)")

                // Discarded.
                let discarded = try pipeline.run(.deadLetters, ["discard", "--all", "--reason", "not_json"])
                #expect(discarded.output.contains("discarded 8 of 8"), "\(discarded.output)")
                #expect(try pipeline.run(.deadLetters, ["discard", ids[0]]).exitCode == 1)
                #expect(try pipeline.list(["--state", "discarded"]).count == 8)
                #expect(try pipeline.run(.deadLetters, ["show", "data.normalized/0/999999"]).exitCode == 1)
                try pipeline.expectVerified()
            }
        }

        @Test("a retry that is killed after it has produced leaves the dead letter open; once more counts nothing")
        func killed() async throws {
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                let place = try #require(try pipeline.produce([Self.bad[19]]).first)
                try pipeline.settle()
                let origin = RecordOrigin(topic: Topics.activity, partition: place.partition, offset: place.offset)
                let store = try DeadLetterStore(pipeline.postgres.configuration)
                #expect(throws: Killed.self) {
                    try store.retry([origin], from: [.open], by: "test") { records in
                        try pipeline.produce(records.map(\.retry))
                        throw Killed()
                    }
                }
                try pipeline.settle()
                let views = try #require(try pipeline.profiles()["ada"]?["activity"])
                #expect(try store.find([origin]).map(\.state) == [.open])

                #expect(try pipeline.run(.deadLetters, ["retry", "\(origin)"]).output.contains("retried 1 of 1"))
                try pipeline.settle()
                #expect(try pipeline.profiles()["ada"]?["activity"] == views)
                #expect(try store.find([origin]).map(\.retries) == [1])
                try pipeline.expectVerified()
            }
        }

        private struct Killed: Error {}

        @Test(
            "a copy leaves a decision as it is; another record at the same place of a topic that was made again is another one"
        )
        func samePlace() async throws {
            let origin = RecordOrigin(topic: Topics.wellness, partition: 3, offset: 41)
            let later = RecordOrigin(topic: Topics.wellness, partition: 3, offset: 41, generation: 9000)
            func letter(_ value: String, of origin: RecordOrigin) -> ProducerRecord {
                let headers = [("pulsehub-origin", origin.description), ("pulsehub-reason", "not_json")]
                return ProducerRecord(
                    topic: Topics.deadLetter, key: Array("ada".utf8), value: Array(value.utf8),
                    headers: headers.map { KafkaHeader(name: $0.0, value: Array($0.1.utf8)) })
            }
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.archiver)
                let store = try DeadLetterStore(pipeline.postgres.configuration)
                func archive(_ records: [ProducerRecord]) throws {
                    try pipeline.produce(records)
                    try eventually("all is archived", state: { pipeline.logs }, isTrue: pipeline.isColdDone)
                }
                try archive([letter("old", of: origin), letter("old", of: origin)])
                #expect(try store.discard([origin], by: "test") == 1)
                try archive([letter("old", of: origin)])
                #expect(try store.find([origin]).map(\.state) == [.discarded])
                try archive([letter("new", of: later)])
                #expect(try store.find([origin]).map(\.state) == [.discarded])
                #expect(try store.find([later]).map(\.state) == [.open])
                #expect(try store.records(of: [later]).map(\.value) == [Array("new".utf8)])
            }
        }
    }
}

extension Pipeline {
    /// The JSON lines of a list.
    fileprivate func list(_ filter: [String]) throws -> [String] {
        try run(.deadLetters, ["list", "--json"] + filter).output.split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("{\"id\"") }
    }

    fileprivate func reasons() throws -> [String: Int] {
        struct Line: Decodable { let reason: String }
        let lines = try list([]).map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)).reason }
        return Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +)
    }
}
