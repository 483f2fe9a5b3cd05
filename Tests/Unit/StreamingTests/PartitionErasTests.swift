import Kafka
import Testing

@testable import Streaming

@Suite("Numbers of partitions, of the present and the past")
struct PartitionErasTests {
    private let eras = PartitionEras(
        partitions: 16,
        past: [
            .init(partitions: nil, ends: [0: LogPosition(generation: 0, offset: 5)]),
            .init(
                partitions: 12,
                ends: [0: LogPosition(generation: 7000, offset: 2), 1: LogPosition(generation: 0, offset: 9)]),
        ])

    @Test("a record belongs to the era in which it was read")
    func era() {
        #expect(eras.era(of: LogPosition(generation: 0, offset: 4), in: 0) == 0)
        #expect(eras.era(of: LogPosition(generation: 0, offset: 5), in: 0) == 1)
        #expect(eras.era(of: LogPosition(generation: 7000, offset: 1), in: 0) == 1)
        #expect(eras.era(of: LogPosition(generation: 7000, offset: 2), in: 0) == 2)
        #expect(eras.era(of: LogPosition(generation: 0, offset: 0), in: 1) == 1)
        #expect(eras.era(of: LogPosition(generation: 0, offset: 0), in: 15) == 2)
        #expect(eras.count == 3)
        #expect(eras.widest == 16)
    }

    @Test("a user has one partition in each era, by its number")
    func folds() {
        for count in [12, 16] as [Int32] {
            let era = count == 12 ? 1 : 2
            let folding = (0..<16 as Range<Int32>).filter { eras.folds("ann".utf8, at: $0, era: era, isCopy: false) }
            #expect(folding == [Murmur2.partition(for: "ann".utf8, partitions: count)])
        }
        #expect(eras.folds("ann".utf8, at: 3, era: 0, isCopy: false))
        #expect(!eras.folds("ann".utf8, at: 3, era: 0, isCopy: true))
    }

    @Test("text and eras come back as they were; anything else is none")
    func text() {
        #expect(PartitionEras(text: eras.text) == eras)
        #expect(PartitionEras(text: "12") == PartitionEras(partitions: 12))
        #expect(eras.text == "16\n- 0:0:5\n12 0:7000:2 1:0:9")
        for garbage in [
            "", "0", "-1", "x", "12\n", "12\n0", "12\n8 x", "12\n8 0:1", "12\n8 0:0:-1", "12 ", "12 -1", "12 1 2",
        ] {
            #expect(PartitionEras(text: garbage) == nil)
        }
    }

    @Test("a new number ends the era where everybody stands")
    func next() {
        let standing = [0: LogPosition(generation: 0, offset: 3)] as [Int32: LogPosition]
        let next = PartitionEras(partitions: 12).next(partitions: 16, standing: standing)
        #expect(next == PartitionEras(partitions: 16, past: [.init(partitions: 12, ends: standing)]))
        #expect(PartitionEras.unknown(until: [:], partitions: 4) == PartitionEras(partitions: 4))
    }
}
