import Chaos
import Kafka
import Testing

@Suite("Checkpoints that must not go back")
struct CheckpointFloorsTests {
    private let place = TopicPartition(topic: "events", partition: 0)
    private var floors = CheckpointFloors()

    init() {
        _ = floors.seeArchive([place: 5])
        _ = floors.seeRedis([place: 8])
    }

    @Test("one that goes back is told, and so is one that is gone")
    func back() {
        var floors = floors
        #expect(floors.seeRedis([place: 9]) == [])
        #expect(floors.seeRedis([place: 7]) == ["Redis's checkpoint of events[0] went back from 9 to 7"])
        #expect(floors.seeArchive([:]) == ["PostgreSQL's checkpoint of events[0] went back from 5 to -1"])
    }

    @Test("Redis may forget when it was killed, the archive never")
    func killed() {
        var floors = floors
        floors.loseRedis()
        #expect(floors.seeRedis([place: 2]) == [])
        #expect(floors.seeArchive([place: 4]).count == 1)
    }

    @Test("a rebuild may put Redis back to where the archive was when it began, not further, and not after its end")
    func rebuilt() {
        var floors = floors
        floors.beginRebuild()
        #expect(floors.seeArchive([place: 6]) == [])
        #expect(floors.seeRedis([place: 5]) == [])
        #expect(floors.seeRedis([place: 4]).count == 1)
        floors.endRebuild()
        #expect(floors.seeRedis([place: 6]) == [])
        #expect(floors.seeRedis([place: 5]).count == 1)
    }

    @Test("what a rebuild has put back between two looks counts as well")
    func unseen() {
        var floors = floors
        floors.beginRebuild()
        floors.endRebuild()
        #expect(floors.seeRedis([place: 5]) == [])
        #expect(floors.seeRedis([place: 4]).count == 1)
    }
}
