import NIOCore
import Synchronization

/// One direction of a connection: hands what it reads to the other side, in order, after the delay of the moment.
final class Wire: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let peer: any Channel
    private let delay: @Sendable () -> TimeAmount
    /// When the last piece is due: none may overtake it when the delay shrinks.
    private let due = Mutex(NIODeadline.now())

    init(to peer: any Channel, delay: @escaping @Sendable () -> TimeAmount) {
        self.peer = peer
        self.delay = delay
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        later { $0.writeAndFlush(bytes, promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        later { $0.close(promise: nil) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func later(_ action: @escaping @Sendable (any Channel) -> Void) {
        let due = due.withLock { due in
            due = max(due, .now() + delay())
            return due
        }
        let peer = peer
        peer.eventLoop.scheduleTask(deadline: due) { action(peer) }
    }
}
