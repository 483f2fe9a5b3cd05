import Kafka
import Streaming
import Testing

@testable import Replay

@Suite("Rules of a rebuild")
struct RebuildRulesTests {
    private let partition = TopicPartition(topic: "a", partition: 1)

    private func at(_ offset: Int64, _ cluster: String? = "k") -> Checkpoint {
        Checkpoint(nextOffset: offset, clusterID: cluster)
    }

    @Test("a claim is read back from its text, whatever the user is called")
    func claims() {
        let scopes: [RebuildClaim.Scope] = [.all(done: ""), .all(done: "a b"), .user("all"), .user("ä\u{308} /1")]
        for scope in scopes {
            let claim = RebuildClaim(token: "t0", scope: scope)
            #expect(RebuildClaim(claim.text) == claim)
        }
        for text in ["", "t", "t\nall", "t\nsome\nx"] { #expect(RebuildClaim(text) == nil) }
    }

    @Test("a partition goes back to where Redis was, or to where the archive is when that is less or all there is")
    func cuts() throws {
        #expect(try RebuildCut.of(partition, live: at(5), archived: at(9)) == at(5))
        #expect(try RebuildCut.of(partition, live: at(9), archived: at(5)) == at(5))
        #expect(try RebuildCut.of(partition, live: nil, archived: at(5)) == at(5))
        #expect(try RebuildCut.of(partition, live: nil, archived: nil) == nil)
        #expect(try RebuildCut.of(partition, live: at(5, nil), archived: at(9)) == at(5, nil))
    }

    @Test("an archive of another cluster, or none at all, restores nothing")
    func refused() {
        #expect(throws: RebuildRefused.self) { try RebuildCut.of(partition, live: at(5), archived: nil) }
        #expect(throws: RebuildRefused.self) { try RebuildCut.of(partition, live: at(5), archived: at(5, "other")) }
    }

    @Test("the archive is waited for as long as it moves, and what it lacks is named when it does not")
    func waiting() throws {
        var wait = ArchiveWait(patience: .zero)
        #expect(try wait.hasPassed([partition: at(5)], [partition: at(5)]))
        #expect(try wait.hasPassed([:], [:]))
        #expect(throws: ArchiveBehind.self) { try wait.hasPassed([partition: at(6)], [partition: at(5)]) }
        #expect(throws: ArchiveBehind.self) { try wait.hasPassed([partition: at(1)], [partition: at(5, "other")]) }
        var patient = ArchiveWait(patience: .seconds(60))
        #expect(try !patient.hasPassed([partition: at(6)], [partition: at(5)]))
        #expect(try !patient.hasPassed([partition: at(6)], [:]))
    }
}
