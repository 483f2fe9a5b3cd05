import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@Suite("The body of a request")
struct RequestBodyTests {
    @Test("that breaks off or is framed badly is the client's fault, and too much of it is told as such")
    func broken() async throws {
        #expect(try await read([[1, 2], [3]], thenFailing: false) == [1, 2, 3])
        #expect(await problem(of: [[1, 2]], thenFailing: true) == "bad-request")
        #expect(await problem(of: [[1, 2], [3, 4]], thenFailing: false) == "too-large")
    }

    private func problem(of parts: [[UInt8]], thenFailing fails: Bool) async -> String? {
        await #expect(throws: Problem.self) { try await read(parts, thenFailing: fails) }?.slug
    }

    @discardableResult
    private func read(_ parts: [[UInt8]], thenFailing fails: Bool) async throws -> [UInt8] {
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { stream in
            for part in parts { stream.yield(ByteBuffer(bytes: part)) }
            stream.finish(throwing: fails ? ChannelError.inputClosed : nil)
        }
        let head = HTTPRequest(method: .put, scheme: nil, authority: nil, path: "/")
        return try await Request(head: head, body: RequestBody(asyncSequence: stream)).body(bytesMax: 3)
    }
}
