import Events
import Profiles
import Streaming
import Testing

@testable import Hot

@Suite("Erasing a fold in Redis")
struct ErasedFieldsTests {
    private static let hash = ["readiness", "wellness", "activity", "d2500", "l2500", "s", "a"]

    private func removed(_ folds: [ErasedFields.Fold], _ fields: [StateField] = []) -> [String] {
        var erased = ErasedFields()
        for fold in folds { erased.add(Self.hash, of: fold) }
        return erased.replaced(by: fields).filter { $0.value == nil }.map(\.name)
    }

    @Test("each fold takes its own fields and leaves the other's")
    func folds() {
        #expect(removed([.wellness]) == ["readiness", "wellness", "d2500", "l2500", "s"])
        #expect(removed([.activity]) == ["activity", "a"])
        #expect(removed([.wellness, .activity]).sorted() == Self.hash.sorted())
    }

    @Test("what later events of the same batch wrote stays, and is not removed after it was set")
    func written() {
        let fields = [StateField("d2500", [1]), StateField("d2501", [2]), StateField("readiness", nil)]
        #expect(removed([.wellness], fields) == ["readiness", "wellness", "l2500", "s"])
    }

    @Test("an activity insight that waits is not told after its user was erased")
    func throttle() {
        var throttle = ActivityThrottle(interval: .zero, capacity: 10)
        for user in ["ada", "bob"] {
            throttle.offer(
                Insight(
                    userID: user, origin: RecordOrigin(topic: Topics.activity, partition: 0, offset: 1),
                    time: Instant(microseconds: 0), configCommit: "c0ffee"))
        }
        throttle.forget(ExactText("ada"))
        #expect(throttle.due(now: .now).map(\.userID) == ["bob"])
    }
}
