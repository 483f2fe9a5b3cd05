import Events
import Kafka
import Streaming
import Testing

@Suite("An erasure")
struct ErasureTests {
    private static let id = "0b7a5c3e-1d2f-4a6b-8c9d-0e1f2a3b4c5d"

    @Test("stands under the user's key without a value, the id in a header, in every topic of a person's own data")
    func record() throws {
        let erasure = try Erasure(user: "zoe\u{308}/1", id: Self.id)
        for topic in Erasure.topics {
            let record = erasure.record(in: topic)
            #expect(record.topic == topic)
            #expect(record.value == nil)
            #expect(record.partition == nil)
            #expect(record.key == Array("zoe\u{308}/1".utf8))
            #expect(record.headers.map(\.name) == ["pulsehub-erasure"])
            #expect(record.headers.first?.value == Array(Self.id.utf8))
        }
        #expect(Erasure.topics == [Topics.wellness, Topics.activity, Topics.vendor])
    }

    @Test(
        "needs an id that says nothing of anybody",
        arguments: ["", "ada", "0b7a5c3e1d2f4a6b8c9d0e1f2a3b4c5d", id + "0", "ob7a5c3e-1d2f-4a6b-8c9d-0e1f2a3b4c5d"])
    func refusedID(_ id: String) {
        #expect(throws: Rejection.self) { try Erasure(user: "ada", id: id) }
    }

    @Test(
        "needs a key that can be a user's",
        arguments: [
            ("", Rejection.Reason.keyMissing), (String(repeating: "x", count: 129), .invalidEnvelope),
            ("a\nb", .invalidEnvelope),
        ])
    func refusedUser(_ user: String, _ reason: Rejection.Reason) {
        let refused = #expect(throws: Rejection.self) { try Erasure(user: user, id: Self.id) }
        #expect(refused?.reason == reason)
    }
}
