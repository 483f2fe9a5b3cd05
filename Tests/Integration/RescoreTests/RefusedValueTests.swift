import Events
import Kafka
import Postgres
import Testing

@testable import Cold
@testable import Streaming

/// What PostgreSQL refuses must cost nobody else anything.
@Suite("A value that PostgreSQL refuses")
struct RefusedValueTests {
    private static let innocents = 40

    /// Records by topic; the rest is what every record has.
    private struct Sent {
        var topic: String
        var key: [UInt8]?
        var value: String
        var headers: [KafkaHeader] = []
        var timestampMs: Int64 = 1_750_000_000_000

        var isInnocent: Bool { key?.starts(with: Array("inn".utf8)) ?? false }
    }

    private struct Kept {
        let isJSONB: Bool
        let userID: String?
        let hasHeaders: Bool
        let rejection: String?
    }

    private static func innocent(_ number: Int) -> Sent {
        let event =
            #"{"specversion":"1.0","id":"i-\#(number)","source":"t","type":"pulsehub.activity.fine.v1","#
            + #""subject":"inn\#(number)","data":{"n":\#(number)}}"#
        return Sent(topic: Topics.activity, key: Array("inn\(number)".utf8), value: event)
    }

    private static func event(_ data: String, of user: String = "poison") -> Sent {
        let event =
            #"{"specversion":"1.0","id":"p-1","source":"t","type":"pulsehub.activity.odd.v1","#
            + #""subject":"\#(user)","data":\#(data)}"#
        return Sent(topic: Topics.activity, key: Array(user.utf8), value: event)
    }

    /// Archives the culprits among innocents, each kind of topic in a partition of its own.
    private static func archive(
        _ culprits: [Sent], in database: Database, innocents: Int = innocents
    ) throws -> (culprits: [Kept], innocents: [Kept]) {
        var records = (0..<innocents).map(innocent)
        let step = max(1, records.count / max(1, culprits.count))
        for (number, culprit) in culprits.enumerated().reversed() {
            records.insert(culprit, at: min(records.count, number * step + 1))
        }
        var owned = OwnedPartitions(clusterID: "k")
        for topic in Topics.all { owned.add(TopicPartition(topic: topic, partition: 0), stored: nil, start: 0) }
        for topic in Topics.all { owned.learn([topic: 1]) }
        var ends: [String: Int64] = [:]
        let placed = records.map { record in
            defer { ends[record.topic, default: 0] += 1 }
            return (record: record, offset: ends[record.topic] ?? 0)
        }
        let batch = RecordBatch(
            placed.map { record, offset in
                HeldRecord(
                    topic: record.topic, partition: 0, offset: offset, timestampMs: record.timestampMs, key: record.key,
                    value: Array(record.value.utf8), headers: record.headers)
            })
        let sink = try database.sink()
        #expect(try sink.process(batch, owned: &owned) == .committed)
        let checkpoints = try sink.checkpoints(of: ends.keys.map { TopicPartition(topic: $0, partition: 0) })
        #expect(checkpoints.count == ends.count)
        #expect(checkpoints.allSatisfy { $1.nextOffset == ends[$0.topic] })
        return try (
            placed.filter { !$0.record.isInnocent }.map { try kept($0.record, $0.offset, database) },
            placed.filter(\.record.isInnocent).map { try kept($0.record, $0.offset, database) }
        )
    }

    private static func kept(_ record: Sent, _ offset: Int64, _ database: Database) throws -> Kept {
        let row = try #require(
            try database.archiver.query(
                """
                SELECT payload IS NOT NULL, user_id, headers IS NOT NULL, rejection, raw FROM archive.events
                WHERE topic = $1 AND partition = 0 AND "offset" = $2
                """, [.text(record.topic), .int8(offset)]
            ).first, "\(record.topic) \(offset) is not archived")
        if try !row.isNull(4) { #expect(try row.bytes(4) == Array(record.value.utf8)) }
        return Kept(
            isJSONB: try row.bool(0), userID: try row.isNull(1) ? nil : try row.text(1), hasHeaders: try row.bool(2),
            rejection: try row.isNull(3) ? nil : try row.text(3))
    }

    private static func expectUntouched(_ innocents: [Kept]) {
        #expect(innocents.allSatisfy { $0.isJSONB && $0.userID != nil && $0.rejection == nil })
    }

    @Test("a number that numeric cannot hold, and NUL: the culprits alone are bytes, and still somebody's events")
    func jsonb() async throws {
        try await Database.run { database in
            let data = [
                #"{"v":1e-20000}"#, #"{"v":0e-16384}"#, #"{"v":0.\#(String(repeating: "0", count: 16_384))}"#,
                #"{"v":0e1073741823}"#, #"{"v":"a\u0000b"}"#, #"{"a\u0000":1}"#,
            ]
            let (culprits, innocents) = try Self.archive(data.map { Self.event($0) }, in: database)
            Self.expectUntouched(innocents)
            #expect(culprits.allSatisfy { !$0.isJSONB && $0.userID == "poison" && $0.rejection == nil })
        }
    }

    @Test("our own check says of every number what PostgreSQL says")
    func numbers() async throws {
        try await Database.run { database in
            let zeros = { String(repeating: "0", count: $0) }
            let numbers = [
                "0", "-0", "1e308", "1e-16383", "1e-16384", "1.5e-16382", "1.5e-16383", "0e-16383", "0e-16384",
                "0e1000000", "0e1073741822", "0e1073741823", "0e-1073741823", "0e99999999999999999999", "1E-20000",
                "0.\(zeros(16_383))", "0.\(zeros(16_384))", "0.\(zeros(16_384))1e10", "0.\(zeros(16_384))e1",
                "0.\(zeros(16_384))e+2", "1\(zeros(300)).5e-16382", "-1.25e-16381", "-1.25e-16382",
            ]
            for number in numbers {
                for text in [number, #"{"a":[1,\#(number),2],"b":"1e-99999"}"#] {
                    let isTaken: Bool
                    do throws(PostgresError) {
                        _ = try database.archiver.query("SELECT $1::text::jsonb IS NULL", [.text(text)])
                        isTaken = true
                    } catch {
                        isTaken = false
                    }
                    let isAccepted = Array(text.utf8).withUnsafeBytes { ArchivePayload().isJSONB($0) }
                    #expect(isAccepted == isTaken, "\(text.prefix(60))")
                }
            }
        }
    }

    @Test("text columns, index sizes and times, of records that anybody may have written")
    func otherColumns() async throws {
        try await Database.run { database in
            let longKey = (0..<5000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
            func insight(_ user: String, key: String, cause: String = "c") -> Sent {
                Sent(
                    topic: Topics.insights, key: Array(key.utf8),
                    value: InsightText.insight(user: user, cause: cause))
            }
            let origin = KafkaHeader(name: RecordHeader.origin, value: Array("data.normalized/0/7".utf8))
            let culprits = [
                Sent(topic: Topics.vendor, key: longKey, value: "{}"),
                Sent(topic: Topics.deadLetter, key: longKey, value: "{}", headers: [origin]),
                insight(#"a\u0000b"#, key: "a"), insight("ann", key: "a\u{0}b"),
                insight(String(repeating: "long", count: 2000), key: "l"),
                insight("ann", key: "ann", cause: #"\u0000"#),
                Sent(topic: Topics.vendor, key: nil, value: "{}", timestampMs: .max),
                Sent(topic: Topics.vendor, key: nil, value: "{}", timestampMs: 9_223_372_036_854),
                Sent(topic: Topics.vendor, key: nil, value: "{}", timestampMs: -1),
            ]
            let (kept, innocents) = try Self.archive(culprits, in: database)
            Self.expectUntouched(innocents)
            #expect(kept.count == culprits.count)
            #expect(kept.allSatisfy { $0.rejection == nil }, "nothing of this is refused in the end")
        }
    }

    @Test("whatever else it refuses is found among any number of others, in bounded steps", arguments: [3, 200])
    func unknownCulprits(count: Int) async throws {
        try await Database.run { database in
            // As if PostgreSQL had rules that nobody here knows: of a value, and of what a record says.
            try database.archiver.execute(
                """
                CREATE SEQUENCE attempts;
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM nextval('attempts');
                    IF NEW.payload->'data'->>'v' = 'poison' THEN
                        RAISE EXCEPTION 'a new rule' USING ERRCODE = '22023';
                    ELSIF NEW.user_id = 'nobody' THEN
                        RAISE EXCEPTION 'another' USING ERRCODE = '54000';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON archive.events FOR EACH ROW EXECUTE FUNCTION refuse();
                """)
            let culprits = (0..<count).map {
                $0 == 1 ? Self.event("{}", of: "nobody") : Self.event(#"{"v":"poison"}"#)
            }
            let (kept, innocents) = try Self.archive(culprits, in: database, innocents: 800)
            Self.expectUntouched(innocents)
            #expect(kept.allSatisfy { !$0.isJSONB })
            for (number, record) in kept.enumerated() {
                #expect(record.userID == (number == 1 ? nil : "poison"))
                #expect((record.rejection?.hasPrefix("not_storable") ?? false) == (number == 1))
            }
            let rows = 800 + count
            let attempts = try database.archiver.query("SELECT last_value FROM attempts").first?.int(0) ?? 0
            // Each halving tries every row at most once more, and so does keeping a culprit.
            let halvings = Int.bitWidth - rows.leadingZeroBitCount
            #expect(attempts <= rows * (halvings + 3))
        }
    }
}

/// The value of an insight, as anybody might write it.
private enum InsightText {
    static func insight(user: String, cause: String) -> String {
        #"""
        {"type":"pulsehub.insights.updated.v1","subject":"\#(user)","data":{
        "origin":{"topic":"data.normalized","partition":0,"offset":7},"profile":{"activity":{}},
        "dates":[{"result":{"date":"2025-06-01","score":70,"band":"normal","status":"ok","confidence":0.5,
        "confidenceLevel":"medium","guidance":null,"stale":false,"drivers":[],"flags":[]},"cause":"\#(cause)"}]}}
        """#
    }
}
