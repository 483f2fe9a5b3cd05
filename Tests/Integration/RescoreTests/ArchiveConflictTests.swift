import Events
import Kafka
import LocalServers
import Postgres
import Testing

@testable import Cold
@testable import Streaming

@Suite("An archiver that comes too late")
struct ArchiveConflictTests {
    private let mine = TopicPartition(topic: Topics.wellness, partition: 0)
    private let lost = TopicPartition(topic: Topics.wellness, partition: 1)

    @Test("leaves nothing of the refused batch behind: what is still its own is archived when it tries again")
    func nothingLeftBehind() async throws {
        try await Database.run { database in
            let sink = try database.sink()
            var owned = OwnedPartitions(clusterID: "k")
            for place in [mine, lost] { owned.add(place, stored: nil, start: 0) }
            let theirs = Checkpoint(nextOffset: 5, clusterID: "k")
            try database.archiver.query(
                """
                INSERT INTO archive.checkpoints (topic, partition, next_offset, cluster_id) VALUES ($1, 1, 5, 'k')
                """, [.text(Topics.wellness)])
            #expect(try sink.process(batch(), owned: &owned) == .conflict)
            #expect(try sink.checkpoints(of: [mine, lost]) == [lost: theirs])

            owned.add(lost, stored: theirs, start: 5)
            #expect(try sink.process(batch(), owned: &owned) == .committed)
            let stored = try sink.checkpoints(of: [mine, lost])
            #expect(stored[mine]?.nextOffset == 2 && stored[lost] == theirs)
            let rows = try database.archiver.query(
                #"SELECT partition || ':' || "offset" AS place FROM archive.events ORDER BY 1"#
            ).rows
            #expect(try rows.map { try $0.text("place") } == ["0:0", "0:1"])
        }
    }

    private func batch() -> RecordBatch {
        RecordBatch(
            [(mine, 0), (mine, 1), (lost, 0)].map { place, offset in
                HeldRecord(
                    topic: place.topic, partition: place.partition, offset: offset, timestampMs: 1_750_000_000_000,
                    key: Array("ada".utf8), value: Array("{}".utf8))
            })
    }
}
