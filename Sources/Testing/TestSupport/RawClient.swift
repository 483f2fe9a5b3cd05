import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A TCP client that says exactly what it is told to and remembers all that it gets.
package final class RawClient: Sendable {
    /// What was waited for did not come.
    package struct TimedOut: Error, CustomStringConvertible {
        /// What was waited for, and what came instead.
        package let description: String
    }

    private let channel: any Channel
    private let received: Received

    private init(_ channel: any Channel, _ received: Received) {
        self.channel = channel
        self.received = received
    }

    /// Connects to this machine.
    package static func connect(port: Int) async throws -> RawClient {
        let received = Received()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.socketOption(.so_rcvbuf), value: 16 * 1024)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(received))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel, received)
    }

    /// Connects and sends a GET.
    package static func get(_ path: String, port: Int, token: String, _ headers: [String] = []) async throws
        -> RawClient
    {
        let client = try await connect(port: port)
        let lines = ["GET \(path) HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)"] + headers
        try await client.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        return client
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }

    /// Sends a text as it is.
    package func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Everything received so far.
    package var bytes: [UInt8] { received.bytes.withLock { $0 } }

    /// The same as text; WebSocket frames show as text with a few odd characters between.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the server has closed the connection.
    package var isClosed: Bool { received.isClosed.withLock { $0 } }

    /// Waits until a text has come this often.
    ///
    /// - Returns: when it was there.
    @discardableResult
    package func wait(
        for text: String, count: Int = 1, within patience: Duration = .seconds(300)
    ) async throws -> ContinuousClock.Instant {
        let wanted = Array(text.utf8)
        try await wait(within: patience, "\(count) times \(text)") { received.occurrences(of: wanted) >= count }
        return .now
    }

    /// Waits until the server closes.
    package func waitForClose(within patience: Duration = .seconds(300)) async throws {
        try await wait(within: patience, "the end") { isClosed }
    }

    private func wait(within patience: Duration, _ what: String, _ isThere: () -> Bool) async throws {
        let end = ContinuousClock.now + patience
        while !isThere() {
            guard .now < end else { throw TimedOut(description: "no \(what); got: \(text.suffix(2000))") }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Stops reading, as a client does that hangs; or reads on.
    package func read(_ isReading: Bool) async throws {
        try await channel.setOption(.autoRead, value: isReading).get()
    }

    /// Goes away.
    package func close() async { try? await channel.close().get() }
}

private final class Received: Sendable {
    let bytes = Mutex<[UInt8]>([])
    let isClosed = Mutex(false)

    func occurrences(of wanted: [UInt8]) -> Int {
        bytes.withLock { bytes in
            bytes.withUnsafeBytes { bytes in
                var count = 0
                var rest = bytes[...]
                while let start = rest.first(wanted) {
                    count += 1
                    rest = bytes[(start + wanted.count)...]
                }
                return count
            }
        }
    }
}

extension Slice where Base == UnsafeRawBufferPointer {
    /// Where the bytes occur first.
    fileprivate func first(_ wanted: [UInt8]) -> Int? {
        guard let start = base.baseAddress, let head = wanted.first else { return nil }
        var offset = startIndex
        while offset + wanted.count <= endIndex, let found = memchr(start + offset, Int32(head), endIndex - offset) {
            offset = UnsafeRawPointer(found) - start
            guard offset + wanted.count <= endIndex else { return nil }
            if memcmp(found, wanted, wanted.count) == 0 { return offset }
            offset += 1
        }
        return nil
    }
}

private final class Collector: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let received: Received

    init(_ received: Received) { self.received = received }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        received.bytes.withLock { $0 += buffer.readableBytesView }
    }

    func channelInactive(context: ChannelHandlerContext) { received.isClosed.withLock { $0 = true } }
}
