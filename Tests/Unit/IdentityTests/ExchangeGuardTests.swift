import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HTTPKit

@Suite("The guard of a connection, on a clock that the test turns")
struct ExchangeGuardTests {
    private static func guarded(_ limits: ConnectionLimits = ConnectionLimits()) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: ExchangeGuard(limits))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private static func head(_ headers: [(String, String)] = [("host", "a")]) -> HTTPServerRequestPart {
        .head(HTTPRequestHead(version: .http1_1, method: .POST, uri: "/", headers: HTTPHeaders(headers)))
    }

    @Test("looks at an answer that nobody takes once in its time, and never again when it has cut it off")
    func stall() throws {
        let channel = try Self.guarded()
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        // Does not return while something is due again and again.
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
    }

    @Test("fails a body for its reader when it is too slow, and not before")
    func pace() throws {
        let channel = try Self.guarded()
        try channel.writeInbound(Self.head())
        try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(repeating: 0, count: 5 * 1024)))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(14_900))
        try channel.throwIfErrorCaught()
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(100))
        #expect(throws: SlowBody.self) { try channel.throwIfErrorCaught() }
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        try channel.throwIfErrorCaught()
    }

    @Test("fails one that comes fast enough and never ends")
    func endless() throws {
        let channel = try Self.guarded()
        try channel.writeInbound(Self.head())
        for _ in 0..<59 {
            try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(repeating: 0, count: 64 * 1024)))
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try channel.throwIfErrorCaught()
        }
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(throws: SlowBody.self) { try channel.throwIfErrorCaught() }
    }

    @Test("closes a connection in whose body an answer fell, if not its client does it before")
    func early() throws {
        let channel = try Self.guarded()
        try channel.writeInbound(Self.head())
        try channel.writeOutbound(
            HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .unauthorized)))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        guard case .head(let head)? = try channel.readOutbound(as: HTTPServerResponsePart.self) else {
            return #expect(Bool(false), "no head")
        }
        #expect(head.headers["connection"] == ["close"])
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test("leaves a connection open whose body has ended before the answer")
    func keptAlive() throws {
        let channel = try Self.guarded()
        try channel.writeInbound(Self.head())
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        try channel.writeOutbound(HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
    }
}
