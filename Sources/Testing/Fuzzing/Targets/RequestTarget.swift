import Events
import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore
import NIOEmbedded
import Synchronization

/// `METHOD path`, headers and a body, sent to the server that has the path. A WebSocket's body is what its client sends
/// after the handshake.
enum RequestTarget {
    private static let answerBytesMax = 16 << 20

    static func run(_ input: [UInt8]) async throws {
        let message = Message(input)
        let words = message.firstLine.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let method = HTTPRequest.Method(String(words[0])) else { return }
        let path = String(words[1])
        var headers = HTTPFields()
        for field in message.fields {
            if let name = HTTPField.Name(field.name) { headers.append(HTTPField(name: name, value: field.value)) }
        }
        let body = message.body ?? []
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(bytes: body)))
        try await FuzzServers.lend { servers in
            let channel = NIOAsyncTestingChannel()
            _ = try? await channel.connect(to: SocketAddress(unixDomainSocketPath: "/fuzz")).get()
            let response = try await servers.answer(request, on: channel)
            if response.isEndless {
                _ = try? await channel.writeAndFlush(ByteBuffer())
                let isSocket = response.status == .switchingProtocols
                if isSocket { _ = try? await channel.writeInbound(ByteBuffer(bytes: body)) }
            } else {
                try await check(response)
            }
            _ = try? await channel.finish(acceptAlreadyClosed: true)
        }
    }

    private static func check(_ response: Response) async throws {
        try require(response.status.code != 500, "no request makes the server fail by itself")
        let answer = Mutex<[UInt8]>([])
        try await response.body.write(
            Collector { part in answer.withLock { $0.append(contentsOf: part.readableBytesView) } })
        let bytes = answer.withLock(\.self)
        try require(bytes.count <= answerBytesMax, "an answer is bounded, and has not \(bytes.count) bytes")
        if response.headers[.contentType]?.hasSuffix("json") == true, !bytes.isEmpty {
            try requireJSON(bytes, "an answer")
        }
    }
}

extension Response {
    /// A live stream, which ends with its connection.
    fileprivate var isEndless: Bool {
        status == .switchingProtocols || headers[.contentType] == "text/event-stream"
    }
}

private struct Collector: ResponseBodyWriter {
    let take: @Sendable (ByteBuffer) -> Void

    mutating func write(_ buffer: ByteBuffer) async throws { take(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
