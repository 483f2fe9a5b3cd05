import Kafka
import Stored
import Streaming
import Testing

@testable import pulsehub

@Suite("status")
struct StatusTests {
    private func place(_ number: Int32) -> TopicPartition {
        TopicPartition(topic: "data.normalized", partition: number)
    }

    @Test("tells how far each partition was read by either path, and what is missing for good")
    func lines() {
        let behind = PlaceStatus(
            place: place(0), log: (0, 12), live: .at(Checkpoint(nextOffset: 9, clusterID: nil)),
            archived: Checkpoint(nextOffset: 12, clusterID: nil, generation: 9000), isFolded: true)
        let locked = PlaceStatus(
            place: place(1), log: (3, 7), live: .rebuilding(nil), archived: Checkpoint(nextOffset: 7, clusterID: nil),
            isFolded: true)
        let archiveAlone = PlaceStatus(
            place: TopicPartition(topic: "dead-letter", partition: 0), log: (0, 5), live: nil,
            archived: Checkpoint(nextOffset: 5, clusterID: nil), isFolded: false)
        let gap = ArchiveGaps.Entry(
            place: place(0), gap: CheckpointMove.Gap(from: LogPosition(generation: 0, offset: 40), until: 44))
        #expect(
            StatusCommand.lines([behind, locked, archiveAlone], [gap]) == [
                "partition           log  profiles  archive  waiting",
                "data.normalized[0]   12         9       12        3  generation 9000",
                "data.normalized[1]    7         -        7        4  being rebuilt",
                "dead-letter[0]        5                  5        0",
                "",
                "the archive lacks data.normalized[0] 40..<44, expired",
                "7 records to read, 1 gap in the archive",
            ])
    }

    @Test("of a log that is shorter than what was read everything waits")
    func shorter() {
        let again = PlaceStatus(
            place: place(0), log: (0, 5), live: .at(Checkpoint(nextOffset: 5, clusterID: nil)),
            archived: Checkpoint(nextOffset: 90, clusterID: nil), isFolded: true)
        #expect(again.lag == 5)
    }
}
