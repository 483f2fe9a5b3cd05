import NIOCore
import NIOWebSocket

/// Turns a connection from HTTP into a WebSocket, behind the answer 101.
///
/// It stands between the socket and the HTTP handlers and waits for the flush of the answer. In the same turn of the
/// event loop, so that no frame can slip through, it puts the frame handlers before them, and they hear nothing more.
/// Doing it here instead of by NIO's upgrade handler leaves every other request's pipeline as it is, refuses by ordinary
/// problem documents, and works on a connection that has carried other requests before.
final class WebSocketUpgrade: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData

    /// Clients have nothing to say here but pings, pongs and goodbyes.
    static let frameBytesMax = 4096

    private let session: WebSocketSession
    private var hasAnswered = false

    init(_ session: WebSocketSession) { self.session = session }

    func handlerAdded(context: ChannelHandlerContext) {
        if !context.channel.isActive { session.gone() }
    }

    /// A client that has gone before it was answered: nobody else would hear of it.
    func channelInactive(context: ChannelHandlerContext) {
        session.gone()
        context.fireChannelInactive()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        hasAnswered = true
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        guard hasAnswered else { return }
        hasAnswered = false
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandlers(
                [
                    WebSocketFrameEncoder(),
                    ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: Self.frameBytesMax)),
                    WebSocketProtocolErrorHandler(), session,
                ], position: .first)
            pipeline.removeHandler(context: context, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
