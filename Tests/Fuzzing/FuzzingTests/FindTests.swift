import NIOCore
import Redis
import Testing

/// What fuzzing has found, where the corpus alone would not show that it came back.
@Suite("What fuzzing has found")
struct FindTests {
    @Test("a server cannot take our memory by announcing an array", arguments: [1_048_577, 2_147_483_647])
    func hugeArray(elements: Int) throws {
        let reader = try RedisReplyReader()
        try reader.feed(ByteBuffer(string: "*\(elements)\r\n"))
        #expect(throws: RedisError.self) { try reader.next() }
    }

    @Test("the answer to a full pipeline still fits")
    func largeArray() throws {
        let reader = try RedisReplyReader()
        try reader.feed(ByteBuffer(string: "*1048576\r\n"))
        #expect(try reader.next() == nil)
    }
}
