import Events
import Kafka
import Postgres
import Testing

@testable import Cold
@testable import Streaming

@Suite("Whose an archived insight is")
struct InsightOwnerTests {
    private static let origin = KafkaHeader(name: RecordHeader.origin, value: Array("data.normalized/0/3".utf8))

    @Test("its subject's, whatever its key; and erasing the subject leaves nothing under any key")
    func owner() async throws {
        try await Database.run { database in
            let sink = try database.sink()
            var owned = OwnedPartitions(clusterID: "k")
            for topic in Topics.all {
                owned.add(TopicPartition(topic: topic, partition: 0), stored: nil, start: 0)
                owned.learn([topic: 1])
            }
            let insights = InsightKey.all(of: "ada").enumerated().map { number, key in
                Self.insight(number, key.bytes, value: Self.value)
            }
            // What no insight can be read from is nobody's but by its key.
            let others = InsightKey.all(of: "ada").enumerated().map { number, key in
                Self.insight(3 + number, key.bytes, value: "{}")
            }
            let foreign = [Self.insight(6, Array("bob".utf8), value: "{}")]
            _ = try sink.process(RecordBatch(insights + others + foreign), owned: &owned)
            #expect(try Self.rows(database) == ["0 ada", "1 ada", "2 ada", "3 -", "4 -", "5 -", "6 -"])

            let erasure = try Erasure(user: "ada", id: "0b7a5c3e-1d2f-4a6b-8c9d-0e1f2a3b4c5d")
            let record = erasure.record(in: Topics.wellness)
            let tombstones = RecordBatch(
                [Self.held(Topics.wellness, 9, record.key, record.headers)]
                    + InsightKey.all(of: "ada").enumerated().map { number, key in
                        Self.held(Topics.insights, Int64(7 + number), key.bytes, record.headers + [Self.origin])
                    })
            _ = try sink.process(tombstones, owned: &owned)
            #expect(try Self.rows(database) == ["6 -", "7 -", "8 -", "9 -"])
            let nameless = try database.archiver.query(
                """
                SELECT count(*) FROM archive.events WHERE rejection IS NOT NULL OR convert_from(key, 'UTF8') LIKE 'ada%'
                """)
            #expect(try nameless.first?.int(0) == 0, "an erasure does not remember whom")
        }
    }

    private static func held(
        _ topic: String, _ offset: Int64, _ key: [UInt8]?, _ headers: [KafkaHeader], value: [UInt8]? = nil
    ) -> HeldRecord {
        HeldRecord(
            topic: topic, partition: 0, offset: offset, timestampMs: 1_750_000_000_000, key: key, value: value,
            headers: headers)
    }

    private static func insight(_ offset: Int, _ key: [UInt8], value: String) -> HeldRecord {
        held(Topics.insights, Int64(offset), key, [origin], value: Array(value.utf8))
    }

    private static let value = #"""
        {"type":"pulsehub.insights.updated.v1","subject":"ada",
        "data":{"origin":{"topic":"data.normalized","partition":0,"offset":3},"profile":{"wellness":{}}}}
        """#

    private static func rows(_ database: Database) throws -> [String] {
        try database.archiver.query(
            """
            SELECT "offset" || ' ' || coalesce(user_id, '-') AS row FROM archive.events WHERE topic = $1 ORDER BY "offset"
            """, [.text(Topics.insights)]
        ).rows.map { try $0.text(0) }
    }
}
