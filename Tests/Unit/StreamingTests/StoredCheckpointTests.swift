import Kafka
import Streaming
import Testing

@Suite("Checkpoints in Redis")
struct StoredCheckpointTests {
    private static let checkpoints = [
        Checkpoint(nextOffset: 0, clusterID: nil), Checkpoint(nextOffset: .max, clusterID: "abc"),
        Checkpoint(nextOffset: 5, clusterID: "two words "), Checkpoint(nextOffset: 5, clusterID: ""),
        Checkpoint(
            nextOffset: 5, clusterID: "k", generation: 1_790_000_000_000, start: 2,
            earlier: [
                ReadSpan(generation: 0, offsets: 0..<7), ReadSpan(generation: 1_790_000_000_000, offsets: 0..<1),
            ], mark: RecordMark(offset: 4, timestampMs: -1, hash: .max)),
    ]

    @Test("what earlier versions wrote is read as the first log, without a hole")
    func legacy() {
        #expect(Checkpoint(text: "7 k") == Checkpoint(nextOffset: 7, clusterID: "k"))
        #expect(Checkpoint(text: "7") == Checkpoint(nextOffset: 7, clusterID: nil))
        #expect(Checkpoint(text: "7 k")?.read == [ReadSpan(generation: 0, offsets: 0..<7)])
    }

    @Test("text and checkpoint come back as they were", arguments: checkpoints)
    func roundTrip(checkpoint: Checkpoint) {
        #expect(Checkpoint(text: checkpoint.text) == checkpoint)
        #expect(StoredCheckpoint(checkpoint.text) == .at(checkpoint))
    }

    @Test("a lock keeps the checkpoint that will be put back", arguments: checkpoints + [nil])
    func lock(checkpoint: Checkpoint?) {
        let lock = StoredCheckpoint.rebuilding(checkpoint)
        #expect(StoredCheckpoint(lock.text) == lock)
        #expect(Checkpoint(text: lock.text) == nil)
    }

    @Test(
        "anything else is neither",
        arguments: [
            "", " ", "x", "-1", "-1 k", " 5", "5.0", "9223372036854775808", "k 5", "rebuilding x", "rebuilding ",
            "5 @", "5 @0,0,-", "5 @0,0,-,x k", "5 @0,0,1:2,- k", "5 @-1,0,-,- k", "5 @0,0,-,0:5-3 k",
        ])
    func garbage(text: String) { #expect(StoredCheckpoint(text) == nil) }

    @Test("a key tells its partition, also where the topic's name holds a colon")
    func keys() {
        for topic in ["data.normalized", "a:b"] {
            let partition = TopicPartition(topic: topic, partition: 11)
            #expect(StoredCheckpoint.partition(ofKey: StoredCheckpoint.key(partition)) == partition)
        }
        for key in ["profile:a:1", "checkpoint:", "checkpoint::1", "checkpoint:a", "checkpoint:a:b", "rebuild"] {
            #expect(StoredCheckpoint.partition(ofKey: key) == nil)
        }
    }

    @Test("changed users are published several to a message, none twice")
    func updates() {
        let users = (0..<450).map { "user \($0)" }
        let messages = LiveProfileKeys.updates(of: users)
        #expect(messages.map { $0.split(separator: "\n").count } == [200, 200, 50])
        #expect(messages.flatMap { $0.split(separator: "\n").map(String.init) } == users)
        #expect(LiveProfileKeys.updates(of: []) == [])
    }

    @Test(
        "an origin is read back from its text, and from no other", arguments: ["a/1/2", "a/0/0", "a/0/0/1790000000000"])
    func origins(text: String) {
        #expect(RecordOrigin(description: text)?.description == text)
        for other in ["", "a/1", "a/1/2/3/4", "a/1/2/x", "/1/2", "a/x/2", "a/1/y"] {
            #expect(RecordOrigin(description: other) == nil)
        }
    }
}
