import Kafka
import Testing

@Suite("Murmur2 places keys as Java clients do")
struct Murmur2Tests {
    /// From Kafka's own `UtilsTest.testMurmur2`.
    @Test(
        "the hash equals Kafka's published vectors",
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func vectors(key: String, expected: Int32) {
        let hash = Array(key.utf8).withUnsafeBytes { Murmur2.hash($0) }
        #expect(Int32(bitPattern: hash) == expected)
    }

    @Test("every key lands where the producer puts it, whatever its length")
    func agreesWithTheProducer() throws {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic("murmur", partitions: 7)
        let producer = try makeProducer(cluster)
        defer { producer.close(deadline: .zero) }
        let keys = (0..<300).map { index in
            (0..<index % 23 + 1).map { UInt8(truncatingIfNeeded: index &* 31 &+ $0 &* 97) }
        }
        let deliveries = try producer.sendAndWait(
            keys.map { ProducerRecord(topic: "murmur", key: $0, value: []) }, deadline: .seconds(15))
        #expect(deliveries.map(\.partition) == keys.map { Murmur2.partition(for: $0, partitions: 7) })
        #expect(Set(deliveries.map(\.partition)).count == 7)
    }

    @Test("a placement stands in for the key, and a record with neither lands somewhere")
    func placement() throws {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic("placed", partitions: 7)
        let producer = try makeProducer(cluster)
        defer { producer.close(deadline: .zero) }
        let users = (0..<50).map { Array("user-\($0)".utf8) }
        let records = users.flatMap { user in
            [
                ProducerRecord(topic: "placed", key: user, value: []),
                ProducerRecord(topic: "placed", key: user + [0x1F, 0x61], placement: user, value: []),
            ]
        }
        let deliveries = try producer.sendAndWait(records, deadline: .seconds(15))
        #expect(
            deliveries.map(\.partition)
                == users.flatMap { Array(repeating: Murmur2.partition(for: $0, partitions: 7), count: 2) })
        let without = try producer.sendAndWait(
            (0..<7).map { _ in ProducerRecord(topic: "placed", value: []) }, deadline: .seconds(15))
        #expect(without.allSatisfy { (0..<7).contains($0.partition) })
    }

    @Test("bytes that are not contiguous hash alike")
    func anyCollection() {
        let key = Array("user-42".utf8)
        #expect(
            Murmur2.partition(for: key.lazy.map { $0 }, partitions: 12) == Murmur2.partition(for: key, partitions: 12))
    }
}
