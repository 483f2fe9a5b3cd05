import Chaos
import Events
import Kafka
import Testing

@Suite("The archive against the log and the clients")
struct ArchiveCheckTests {
    private let place = TopicPartition(topic: Topics.wellness, partition: 0)
    private let ids = ["a", "b", "c"].map { ExactText($0) }
    private let ada = ExactText("ada")

    private func check(_ rows: [ArchiveCheck.Row], isErased: Bool = false) -> ArchiveCheck {
        var log = WitnessedLog()
        for id in ids { log.append(.event(id: id, user: ada), to: place) }
        if isErased { for _ in 0..<2 { log.append(.erasure(of: ada), to: place) } }
        return ArchiveCheck(rows, log: log, acknowledged: ids.prefix(2), unknown: [ids[2], ExactText("d")])
    }

    @Test("each record of the log once is what it should be, acknowledged or not")
    func once() {
        let check = check(ids.enumerated().map { .init(place, offset: $0, id: $1.text) })
        #expect(check.violations == [])
        #expect(check.lost.isEmpty && check.doubled.isEmpty)
        #expect(check.storedUnacknowledged == 1)
    }

    @Test("an acknowledged event that is not archived is lost")
    func lost() {
        let check = check([.init(place, offset: 0, id: "a"), .init(place, offset: 2, id: "c")])
        #expect(check.lost == [ids[1]])
        #expect(check.violations.count == 2)
    }

    @Test("an event that is archived twice is doubled, wherever the second one stands")
    func doubled() {
        let check = check(
            ids.enumerated().map { .init(place, offset: $0, id: $1.text) } + [.init(place, offset: 3, id: "b")])
        #expect(check.doubled == [ids[1]])
        #expect(!check.violations.isEmpty)
    }

    @Test("rows in each other's places are a violation, though none is lost")
    func exchanged() {
        let check = check([("b", 0), ("a", 1), ("c", 2)].map { .init(place, offset: $1, id: $0) })
        #expect(check.lost.isEmpty && check.doubled.isEmpty)
        #expect(check.violations.count == 2)
    }

    @Test("of who was erased only the erasure itself is archived; nothing is lost by that")
    func erased() {
        let check = check([3, 4].map { .init(place, offset: $0, id: "") }, isErased: true)
        #expect(check.violations == [])
        #expect(check.lost.isEmpty && check.doubled.isEmpty)
    }

    @Test("an event that is still archived after its erasure is a violation, and so is a missing erasure")
    func stillThere() {
        let row = ArchiveCheck.Row(place, offset: 1, id: "b")
        let check = check([row] + [3, 4].map { .init(place, offset: $0, id: "") }, isErased: true)
        #expect(check.violations == ["erased, and still in the archive: b at \(place), 1"])
        #expect(self.check([], isErased: true).violations.count == 1)
    }
}
