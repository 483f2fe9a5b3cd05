import NIOCore
import Synchronization

/// Notices that a client has gone, also while nothing is read from it: a response that is only written would not.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let onGone: @Sendable () -> Void

    init(onGone: @escaping @Sendable () -> Void) { self.onGone = onGone }

    func remove(from channel: any Channel) { channel.pipeline.removeHandler(self, promise: nil) }

    func handlerAdded(context: ChannelHandlerContext) {
        if !context.channel.isActive { onGone() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        onGone()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Who has closed its side of the connection has most likely closed both.
        if let event = event as? ChannelEvent, event == .inputClosed { onGone() }
        context.fireUserInboundEventTriggered(event)
    }
}

extension Channel {
    /// Bytes for a client that does not read wait in the process and in the kernel: less than megabytes of either, so
    /// that what is still to come replaces what is old. And a dead peer is given up after a minute.
    func boundBuffers() async {
        guard self is any SocketOptionProvider else { return }
        _ = try? await setOption(.socketOption(.so_sndbuf), value: 64 * 1024).get()
        _ = try? await setOption(.tcpOption(.init(rawValue: 18)), value: 60_000).get()
        _ = try? await setOption(.writeBufferWaterMark, value: .init(low: 8 * 1024, high: 32 * 1024)).get()
    }
}
