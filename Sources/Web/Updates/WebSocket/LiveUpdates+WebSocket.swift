import HTTPKit
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import NIOWebSocket

extension LiveUpdates {
    /// Adds `GET` of a WebSocket to a group behind ``WebSocketRequests`` and ``Admission``.
    package func addWebSocket(to group: RouterGroup<CallerContext>) {
        group.get { request, context in
            let handshake = try WebSocketHandshake(request)
            let channel = context.channel
            let stream = try await open(.webSocket, request, context)
            let connection: WebSocketConnection
            do {
                connection = try await WebSocketConnection(channel, stream) { hub.close(stream) }
            } catch {
                hub.close(stream)
                throw error
            }
            stream.onDisconnect { channel.close(promise: nil) }
            await channel.boundBuffers()
            return Response(
                status: .switchingProtocols, headers: handshake.headers,
                body: ResponseBody { _ in
                    defer { hub.close(stream) }
                    var connection = connection
                    let end = try await stream.untilShutdown { try await writer(stream).run(&connection) }
                    connection.close(end)
                    try await channel.closeFuture.get()
                })
        }
    }
}

/// Events as text frames.
private struct WebSocketConnection: LiveConnection {
    private let loop: any EventLoop
    private let session: NIOLoopBound<WebSocketSession>

    init(_ channel: any Channel, _ stream: LiveStream, onGone: @escaping @Sendable () -> Void) async throws {
        loop = channel.eventLoop
        session = try await loop.submit {
            let session = WebSocketSession(onHeard: stream.heard, onGone: onGone)
            try channel.pipeline.syncOperations.addHandler(WebSocketUpgrade(session), position: .first)
            return NIOLoopBound(session, eventLoop: channel.eventLoop)
        }.get()
    }

    func send(_ event: LiveEvent) async throws { try await send(.text, event.webSocketText) }

    func sendHeartbeat() async throws { try await send(.ping, ByteBuffer()) }

    func close(_ end: StreamEnd) { loop.execute { session.value.close(code: end.webSocketCode) } }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) async throws {
        try await loop.flatSubmit {
            session.value.send(opcode, data) ?? loop.makeFailedFuture(ChannelError.ioOnClosedChannel)
        }.get()
    }
}
