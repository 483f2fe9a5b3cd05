import Events
import Kafka
import Streaming
import Testing

@testable import Hot

@Suite("What the stream processor tells")
struct OutgoingTests {
    private let id = "0b7a5c3e-1d2f-4a6b-8c9d-0e1f2a3b4c5d"

    @Test("compaction of the log keeps the newest message of each fold of each user")
    func compaction() {
        var log: [[UInt8]: String] = [:]
        for (number, topic) in [Topics.wellness, Topics.activity, Topics.wellness, Topics.activity].enumerated() {
            for user in ["ada", "bob"] {
                let insight = Insight(
                    userID: user, origin: RecordOrigin(topic: topic, partition: 0, offset: Int64(number)),
                    time: Instant(microseconds: 0), configCommit: "c")
                let record = Outgoing.insight(insight)
                #expect(record.placement == Array(user.utf8))
                log[record.key ?? []] = "\(user) \(topic) \(number)"
            }
        }
        #expect(
            log.values.sorted() == [
                "ada data.normalized 2", "ada user-activity-events 3", "bob data.normalized 2",
                "bob user-activity-events 3",
            ])
    }

    @Test("an erased fold is forgotten under every key it may stand under, and the other fold is not")
    func erased() throws {
        let erasure = try Erasure(user: "ada", id: id)
        let origin = RecordOrigin(topic: Topics.activity, partition: 0, offset: 7)
        let records = Outgoing.erased(
            HotBatch.UserEvents(erasure: erasure, origin: origin, timestamp: Instant(microseconds: 0)))
        #expect(
            records.map(\.key)
                == [InsightKey(user: "ada", fold: .activity), InsightKey(user: "ada", fold: nil)].map(\.bytes))
        for record in records {
            #expect(record.value == nil && record.placement == Array("ada".utf8))
            #expect(record.headers.map(\.name) == [RecordHeader.erasure, RecordHeader.origin])
        }
        #expect(
            Outgoing.erased(HotBatch.UserEvents(origin: origin, timestamp: Instant(microseconds: 0))).isEmpty)
    }
}
