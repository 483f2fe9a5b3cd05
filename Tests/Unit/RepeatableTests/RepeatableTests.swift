import Repeatable
import Testing

@Suite("Hashes and random numbers that are the same everywhere")
struct RepeatableTests {
    @Test("a hash is the published one", arguments: [("", 0xCBF2_9CE4_8422_2325), ("foobar", 0x8594_4171_F739_67E8)])
    func hash(text: String, value: UInt64) {
        #expect(FNV1a(text.utf8).value == value)
        var inParts = FNV1a()
        for byte in text.utf8 { inParts.add(byte) }
        #expect(inParts.value == value)
        #expect(FNV1a(salt: 1) != FNV1a())
    }

    @Test("a generator draws the published numbers")
    func numbers() {
        // The reference implementation's first draws from the seed 1234567.
        var random = SplitMix64(seed: 1_234_567)
        let drawn = (0..<3).map { _ in random.next() }
        #expect(drawn == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }
}
