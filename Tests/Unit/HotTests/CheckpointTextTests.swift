import Streaming
import Testing

@testable import Hot

@Suite("Checkpoints in Redis")
struct CheckpointTextTests {
    @Test(
        "text and checkpoint come back as they were",
        arguments: [
            Checkpoint(nextOffset: 0, clusterID: nil), Checkpoint(nextOffset: .max, clusterID: "abc"),
            Checkpoint(nextOffset: 5, clusterID: "two words "), Checkpoint(nextOffset: 5, clusterID: ""),
        ])
    func roundTrip(checkpoint: Checkpoint) {
        #expect(ProfileRedis.checkpoint(ProfileRedis.text(checkpoint)) == checkpoint)
    }

    @Test(
        "anything else is no checkpoint",
        arguments: ["", " ", "x", "-1", "-1 k", " 5", "5.0", "9223372036854775808", "k 5"])
    func garbage(text: String) { #expect(ProfileRedis.checkpoint(text) == nil) }
}
