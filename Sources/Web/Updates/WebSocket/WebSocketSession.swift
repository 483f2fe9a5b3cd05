import NIOCore
import NIOWebSocket

/// One WebSocket: answers what the protocol demands, ignores what clients say, and sends frames for the stream's writer.
///
/// Lives on its channel's event loop.
final class WebSocketSession: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// How long a client may take to answer a close.
    private static let closePatience = TimeAmount.seconds(1)

    private let onHeard: () -> Void
    private let onGone: () -> Void
    private var context: ChannelHandlerContext?
    private var isClosing = false

    init(onHeard: @escaping () -> Void, onGone: @escaping () -> Void) {
        self.onHeard = onHeard
        self.onGone = onGone
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// The connection has ended, before the answer 101 or after it.
    func gone() { onGone() }

    func channelInactive(context: ChannelHandlerContext) {
        gone()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            // RFC 6455, 5.1 and 5.2: clients mask, and no extension was agreed upon.
            close(code: 1002)
            return
        }
        onHeard()
        switch frame.opcode {
        case .ping where context.channel.isWritable && !isClosing:
            write(.pong, frame.unmaskedData, nil)
        case .connectionClose:
            isClosing ? context.close(promise: nil) : answerClose(frame.unmaskedData, context)
        case .text, .binary, .continuation, .ping, .pong: break
        default: close(code: 1002)
        }
    }

    /// The protocol's own violations are answered by NIO's handler before this one.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !(error is NIOWebSocketError) { context.close(promise: nil) }
    }

    /// Completes once the frame is with the kernel.
    func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> EventLoopFuture<Void>? {
        guard let context, !isClosing else { return nil }
        let promise = context.eventLoop.makePromise(of: Void.self)
        write(opcode, data, promise)
        return promise.futureResult
    }

    /// Says goodbye, and closes when the client has answered or its time is over.
    func close(code: UInt16) {
        guard let context, !isClosing else { return }
        isClosing = true
        var data = ByteBuffer()
        data.writeInteger(code)
        write(.connectionClose, data, nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.closePatience) { channel.close(promise: nil) }
    }

    private func answerClose(_ data: ByteBuffer, _ context: ChannelHandlerContext) {
        isClosing = true
        let channel = context.channel
        let promise = context.eventLoop.makePromise(of: Void.self)
        write(.connectionClose, ByteBuffer(bytes: data.readableBytesView.prefix(2)), promise)
        promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        context?.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: promise)
    }
}
