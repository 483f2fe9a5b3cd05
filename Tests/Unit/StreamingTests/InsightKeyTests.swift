import Events
import Kafka
import Streaming
import Testing

@Suite("Keys of insights")
struct InsightKeyTests {
    @Test(
        "each fold of each user has its own, and every key says whose it is", arguments: ["ada", "zoe\u{308}/1", "a b"])
    func roundTrip(user: String) {
        let keys = InsightKey.all(of: user)
        #expect(keys.map(\.fold) == [nil, .wellness, .activity])
        #expect(Set(keys.map(\.bytes)).count == 3)
        for key in keys { #expect(InsightKey(key.bytes) == key) }
    }

    @Test("the user id alone is the key of earlier versions")
    func earlier() {
        #expect(InsightKey(user: "ada", fold: nil).bytes == Array("ada".utf8))
        #expect(InsightKey(Array("ada/wellness".utf8)) == InsightKey(user: "ada/wellness", fold: nil))
        #expect(InsightKey([0xFF]) == nil)
    }

    @Test("no user id is another's key", arguments: InsightKey.Fold.allCases)
    func noUser(fold: InsightKey.Fold) {
        let key = InsightKey(user: "ada", fold: fold).bytes
        #expect(!EventLimits.allowSubject(String(decoding: key, as: UTF8.self)))
        #expect(InsightKey(key.dropLast())?.fold == nil, "half a fold is none")
    }

    @Test("all keys of a user are placed by the user's id")
    func placement() {
        for key in InsightKey.all(of: "ada") {
            let record = key.record(value: nil, headers: [])
            #expect(record.topic == Topics.insights && record.key == key.bytes)
            #expect(record.placement == Array("ada".utf8) && record.partition == nil)
        }
    }

    @Test("a null value under any of them is an erasure of that user", arguments: InsightKey.all(of: "ada"))
    func erasure(key: InsightKey) throws {
        let id = "0b7a5c3e-1d2f-4a6b-8c9d-0e1f2a3b4c5d"
        let header = KafkaHeader(name: RecordHeader.erasure, value: Array(id.utf8))
        for (topic, isRead) in [(Topics.insights, true), (Topics.wellness, key.fold == nil)] {
            let held = HeldRecord(
                topic: topic, partition: 0, offset: 0, timestampMs: 0, key: key.bytes, value: nil, headers: [header])
            RecordBatch([held]).forEach { record in
                #expect((try? Erasure(record))?.user == (isRead ? ExactText("ada") : nil))
            }
        }
    }
}
