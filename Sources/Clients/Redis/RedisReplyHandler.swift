import NIOCore

/// The end of a connection's pipeline: bytes become replies, and replies answer the session's calls.
final class RedisReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let session: RedisSession
    private let attempt: Int
    private let reader: RedisReplyReader

    init(_ session: RedisSession, attempt: Int) throws(RedisError) {
        self.session = session
        self.attempt = attempt
        reader = try RedisReplyReader()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(RedisError) {
            try reader.feed(unwrapInboundIn(data))
            while let reply = try reader.next() { try session.received(reply) }
        } catch {
            session.ended(attempt, error)
            context.close(promise: nil)
            return
        }
        if session.isFinished { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        session.ended(attempt, RedisError(.connection, "the server closed the connection"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        session.ended(attempt, RedisError(.connection, "\(error)"))
        context.close(promise: nil)
    }
}
