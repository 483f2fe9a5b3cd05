import Events
import Foundation
import FoundationNetworking
import Identity
import Kafka
import LocalServers
import Postgres
import Streaming
import TestSupport
import Testing

extension ReplayTests {
    @Suite("erasure")
    struct ErasureTests {
        @Test("who is erased is in neither store, nothing differs, and a rebuild brings nobody back")
        func erased() async throws {
            let records = await InputRecords.simulated(athletes: 6, days: 90, seed: 21, endDate: ReplayTests.endDate)
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor, ReplayTests.smallBatches)
                _ = try pipeline.start(.archiver, ReplayTests.smallBatches)
                try pipeline.produce(records)
                try pipeline.settle()
                let user = try #require(try pipeline.profiles().keys.sorted().first)
                let others = try pipeline.profiles().filter { $0.key != user }
                try pipeline.produceBesides(of: user)
                try pipeline.settle()
                try #require(try pipeline.places(of: user).contains("archive.dead_letters"))

                let id = try pipeline.erase(user)
                try pipeline.settle()
                try pipeline.expectForgotten(user)
                try pipeline.expectVerified()
                #expect(try pipeline.profiles() == others)
                let audit = try pipeline.erasures()
                #expect(audit.map(\.id) == [id, id, id])
                #expect(audit.first { $0.topic == Topics.wellness }?.records ?? 0 > 90)

                #expect(try pipeline.run(.rebuild, ["--all"]).exitCode == 0)
                try pipeline.expectForgotten(user)
                #expect(try pipeline.profiles() == others)

                // Once more is harmless, and tells of nothing to delete.
                _ = try pipeline.erase(user)
                try pipeline.settle()
                #expect(try pipeline.erasures().suffix(3).map(\.records) == [0, 0, 0])
                try pipeline.expectVerified()
            }
        }

        @Test("what comes after an erasure counts anew, as if nothing had been before, also in the same batch")
        func anew() async throws {
            let records = await InputRecords.simulated(athletes: 4, days: 60, seed: 5, endDate: ReplayTests.endDate)
            let user = try #require(records.first?.key.map { String(decoding: $0, as: UTF8.self) })
            let own = records.filter { $0.key == Array(user.utf8) }
            let later = own.suffix(own.count / 2)
            let expected = try await Pipeline.run { pipeline in
                try pipeline.produce(Array(later))
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.settle()
                return (profile: try pipeline.profiles()[user], daily: try pipeline.daily())
            }
            // Everything waits when the processes start: erasure and events fall into one batch, or into many.
            for batches in [[:], ReplayTests.smallBatches] as [[String: String]] {
                try await Pipeline.run { pipeline in
                    try pipeline.produce(records)
                    _ = try pipeline.erase(user)
                    try pipeline.produce(Array(later))
                    _ = try pipeline.start(.streamProcessor, batches)
                    _ = try pipeline.start(.archiver, batches)
                    try pipeline.settle()
                    #expect(try pipeline.profiles()[user] == expected.profile)
                    #expect(try pipeline.daily(of: user) == expected.daily)
                    try pipeline.expectVerified()
                }
            }
        }

        @Test("kill -9 of both processes in the midst of erasures: all are carried out, and nothing differs")
        func killed() async throws {
            let records = await InputRecords.simulated(athletes: 8, days: 60, seed: 9, endDate: ReplayTests.endDate)
            let users = Set(records.compactMap { $0.key.map { String(decoding: $0, as: UTF8.self) } }).sorted()
            try await Pipeline.run { pipeline in
                var random = Seeded(4)
                var hot = try pipeline.start(.streamProcessor, ReplayTests.smallBatches)
                var cold = try pipeline.start(.archiver, ReplayTests.smallBatches)
                for start in stride(from: 0, to: records.count, by: 300) {
                    try pipeline.produce(Array(records[start..<min(start + 300, records.count)]))
                    _ = try pipeline.erase(try #require(users.dropFirst(4).randomElement(using: &random)))
                    try await Task.sleep(for: .milliseconds(Int.random(in: 200...1500, using: &random)))
                    if start % 600 == 0 {
                        hot.kill()
                        hot = try pipeline.start(.streamProcessor, ReplayTests.smallBatches)
                    } else {
                        cold.kill()
                        cold = try pipeline.start(.archiver, ReplayTests.smallBatches)
                    }
                }
                for user in users.dropFirst(4) { _ = try pipeline.erase(user) }
                try pipeline.settle()
                for user in users.dropFirst(4) { try pipeline.expectForgotten(user) }
                #expect(try pipeline.profiles().keys.sorted() == users.prefix(4).sorted())
                try pipeline.expectVerified()
            }
        }

        @Test("over HTTP: the answer comes when both stores have forgotten, and 202 while one of them cannot")
        func served() async throws {
            let user = "somebody-who-leaves"
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                let archiver = try pipeline.start(.archiver)
                try pipeline.produce(Pipeline.pageViews(of: user, 5))
                try pipeline.settle()
                let port = try freePort()
                let api = try pipeline.start(.profileAPI, ["API_PORT": "\(port)"])
                try eventually("the profile API serves", state: { api.log }) { api.log.contains("profile API listens") }
                let token = try await pipeline.token(for: user, .athlete)
                func delete() async throws -> (status: Int, body: String) {
                    let url = try #require(URL(string: "http://127.0.0.1:\(port)/api/v1/users/\(user)"))
                    var request = URLRequest(url: url)
                    request.httpMethod = "DELETE"
                    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
                    let (body, response) = try await URLSession.shared.data(for: request)
                    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: body, as: UTF8.self))
                }
                /// A process may have to join its group again before it goes on; until then the answer stays 202.
                func deleteToTheEnd() async throws -> String {
                    let end = ContinuousClock.now + .seconds(60)
                    var answer = try await delete()
                    while answer.status == 202, ContinuousClock.now < end { answer = try await delete() }
                    #expect(answer.status == 200, "\(answer.body) \(pipeline.logs)")
                    return answer.body
                }
                let told = try await deleteToTheEnd()
                try pipeline.expectForgotten(user)
                let known = try pipeline.erasures().map { #"{"erased":true,"erasureId":"\#($0.id)"}"# }
                #expect(known.contains(told), "\(told)")
                archiver.freeze()
                #expect(try await delete().status == 202)
                archiver.thaw()
                _ = try await deleteToTheEnd()
            }
        }

        @Test("a moved record whose copy was erased stays erased when the archiver comes to it last")
        func stray() async throws {
            let wrong = (Murmur2.partition(for: "ada".utf8, partitions: 4) + 1) % 4
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                let archiver = try pipeline.start(.archiver, ["COLD_SESSION_TIMEOUT": "60s"])
                try pipeline.produce(Pipeline.pageViews(of: "bob", 1))
                try pipeline.settle()
                archiver.freeze()
                var stray = try #require(Pipeline.pageViews(of: "ada", 1).first)
                stray.partition = wrong
                try pipeline.produce([stray])
                try eventually("the record has been moved", state: { pipeline.logs }) {
                    try pipeline.isHotDone() && pipeline.profiles()["ada"] != nil
                }
                _ = try pipeline.erase("ada")
                try eventually("the erasure is done", state: { pipeline.logs }) {
                    try pipeline.isHotDone() && pipeline.profiles()["ada"] == nil
                }
                let place = TopicPartition(topic: Topics.activity, partition: wrong)
                // The archiver reads every partition but the wrong one.
                try #require(pipeline.cluster).setLeader(of: place, broker: nil)
                archiver.thaw()
                try eventually("the archive has the erasures", state: { pipeline.logs }) {
                    try pipeline.erasures().count == 3
                }
                let ahead = "SELECT count(*) FROM archive.erased_ahead"
                #expect(try pipeline.openPostgres().query(ahead).first?.int(0) == 1)
                try #require(pipeline.cluster).setLeader(of: place, broker: 1)
                try pipeline.settle()
                #expect(try pipeline.openPostgres().query(ahead).first?.int(0) == 0)
                try pipeline.expectForgotten("ada")
                try pipeline.expectVerified()
            }
        }

        @Test("a refused record that names a person under another key is erased with them, and its dead letter too")
        func named() async throws {
            try await Pipeline.run { pipeline in
                let processor = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(Pipeline.pageViews(of: "ada", 2) + Pipeline.pageViews(of: "bob", 2))
                try pipeline.produce(Self.naming("ada", under: "bob") + Self.naming("eve", under: "bob"))
                try pipeline.settle()
                func rows(_ table: String, naming user: String) throws -> Int {
                    try pipeline.openPostgres().query(
                        "SELECT count(*) FROM archive.\(table) WHERE names @> ARRAY[$1]", [.text(user)]
                    ).first?.int(0) ?? 0
                }
                // Each in its topic and as a dead letter.
                try #require(try rows("events", naming: "ada") == 8 && rows("dead_letters", naming: "ada") == 4)
                _ = try pipeline.erase("ada")
                try pipeline.settle()
                try pipeline.expectForgotten("ada")
                #expect(try rows("events", naming: "ada") == 0 && rows("dead_letters", naming: "ada") == 0)
                #expect(try rows("events", naming: "eve") == 8 && rows("dead_letters", naming: "eve") == 4)
                try pipeline.expectVerified()

                // The archiver has erased the record when the stream processor comes to park it.
                processor.stop()
                try pipeline.produce(Self.naming("ada", under: "bob"))
                try eventually("all is archived", state: { pipeline.logs }) { try rows("events", naming: "ada") == 4 }
                _ = try pipeline.erase("ada")
                try eventually("all is erased", state: { pipeline.logs }) { try pipeline.erasures().count == 6 }
                _ = try pipeline.start(.streamProcessor)
                try pipeline.settle()
                #expect(try rows("events", naming: "ada") == 0 && rows("dead_letters", naming: "ada") == 0)
            }
        }

        /// What is refused, each for another reason.
        private static func naming(_ user: String, under key: String) -> [ProducerRecord] {
            [
                #"{"specversion":"1.0","id":"1","source":"t","type":"pulsehub.page.viewed.v1","subject":"\#(user)","data":{"url":"/"}}"#,
                #"{"specversion":"1.0","id":"2","source":"t","type":"pulsehub.page.viewed.v1","data":{"userId":"\#(user)","url":"/"}}"#,
                #"{"userId":"\#(user)","rMSSD":61}"#, #"{"subject":"\#(user)","da"#,
            ].map { InputRecords.record(Topics.activity, key, Array($0.utf8)) }
        }

        @Test("a user of 100,000 archived records is erased within seconds")
        func large() async throws {
            try await Pipeline.run { pipeline in
                try pipeline.produce(Pipeline.pageViews(of: "ada", 3))
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.settle()
                let postgres = try pipeline.openPostgres()
                _ = try postgres.execute(
                    """
                    INSERT INTO archive.events ("offset", partition, topic, kafka_time, key, user_id, type, payload)
                    SELECT -n, partition, topic, kafka_time - n * interval '1 minute', key, user_id, type, payload
                    FROM archive.events, generate_series(1, 100000) AS n
                    WHERE topic = 'user-activity-events' AND "offset" = 0
                    """)
                let start = ContinuousClock.now
                _ = try pipeline.erase("ada")
                try pipeline.settle()
                print("erasing 100,000 archived records took \(ContinuousClock.now - start)")
                #expect(ContinuousClock.now - start < .seconds(10))
                #expect(try pipeline.erasures().first { $0.topic == Topics.activity }?.records ?? 0 > 100_000)
                try pipeline.expectForgotten("ada")
            }
        }

        @Test("ids of odd characters are erased, and nobody whose id resembles them")
        func oddIDs() async throws {
            let odd = ["o'brien; --", "a/b%2F\\ \"q\"", "zoe\u{308} 🏃", String(repeating: "ü", count: 64)]
            let likewise = ["o'brien", "zo\u{EB} 🏃", String(repeating: "ü", count: 63)]
            try await Pipeline.run { pipeline in
                try pipeline.produce((odd + likewise).flatMap { Pipeline.pageViews(of: $0, 3) })
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.settle()
                for user in odd { _ = try pipeline.erase(user) }
                try pipeline.settle()
                for user in odd { try pipeline.expectForgotten(user) }
                #expect(Set(try pipeline.profiles().keys.map(ExactText.init)) == Set(likewise.map(ExactText.init)))
                try pipeline.expectVerified()
            }
        }

        @Test(
            "a null value without the header, or with a header that is no UUID, erases nobody; a misplaced one is moved"
        )
        func others() async throws {
            try await Pipeline.run { pipeline in
                try pipeline.produce(Pipeline.pageViews(of: "ada", 3) + Pipeline.pageViews(of: "bob", 3))
                var plain = try Erasure(user: "ada", id: UUID().uuidString).record(in: Topics.activity)
                plain.headers = []
                var named = plain
                named.headers = [KafkaHeader(name: RecordHeader.erasure, value: Array("ada asked".utf8))]
                var misplaced = try Erasure(user: "bob", id: UUID().uuidString).record(in: Topics.activity)
                misplaced.partition = (Murmur2.partition(for: "bob".utf8, partitions: 4) + 1) % 4
                try pipeline.produce([plain, named, misplaced])
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.settle()
                #expect(try pipeline.profiles().keys.sorted() == ["ada"])
                try pipeline.expectForgotten("bob")
                let rejections = try pipeline.openPostgres().query(
                    "SELECT rejection FROM archive.events WHERE rejection IS NOT NULL"
                ).rows.map { try $0.text(0) }
                #expect(rejections == ["invalid_envelope: header pulsehub-erasure is not a UUID"])
                try pipeline.expectVerified()
            }
        }
    }
}

extension Pipeline {
    /// What the API puts into the log.
    fileprivate func erase(_ user: String) throws -> String {
        // What looks like somebody's name in an id is none.
        let erasure = try Erasure(user: user, id: "ada\(UUID().uuidString.lowercased().dropFirst(3))")
        try produce(Erasure.topics.map(erasure.record))
        return erasure.id
    }

    /// Records of a user that are no events: a vendor's payload, and something that becomes a dead letter.
    fileprivate func produceBesides(of user: String) throws {
        let key = Array(user.utf8)
        try produce([
            ProducerRecord(topic: Topics.vendor, key: key, value: Array("{\"hr\":50}".utf8)),
            InputRecords.record(Topics.wellness, user, Array("no event of \(user)".utf8)),
        ])
    }

    fileprivate static func pageViews(of user: String, _ count: Int) -> [ProducerRecord] {
        (0..<count).map { number in
            var json = JSONWriter(capacity: 256)
            json.beginObject()
            json.field("specversion", "1.0")
            json.field("id", "v-\(number)")
            json.field("source", "test")
            json.field("type", "pulsehub.page.viewed.v1")
            json.field("subject", user)
            json.key("data")
            json.beginObject()
            json.field("url", "/\(number)")
            json.endObject()
            json.endObject()
            return InputRecords.record(Topics.activity, user, json.bytes)
        }
    }

    fileprivate func erasures() throws -> [(id: String, topic: String, records: Int)] {
        try openPostgres().query("SELECT erasure_id, topic, records FROM archive.erasures ORDER BY erased_at, topic")
            .rows
            .map { (try $0.text(0), try $0.text(1), try $0.int(2)) }
    }

    fileprivate func daily(of user: String) throws -> [String] {
        try daily().filter { $0.contains("\"user_id\": \"\(user)\"") }
    }

    fileprivate func expectForgotten(_ user: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let places = try places(of: user)
        #expect(places.isEmpty, "\(user) is still in \(places)", sourceLocation: sourceLocation)
    }
}
