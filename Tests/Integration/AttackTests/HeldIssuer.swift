import NIOCore
import NIOPosix
import Synchronization

/// An identity provider that publishes a key set, and holds back the last bytes of every answer while it is told to.
final class HeldIssuer: Sendable {
    private let state: Mutex<(jwks: String, isHeld: Bool, held: Int)>
    private let listening = Mutex<(any Channel)?>(nil)

    /// Serves on a free port.
    init(_ jwks: String) async throws {
        state = Mutex((jwks, false, 0))
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answer { self.answer })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        listening.withLock { $0 = channel }
    }

    var url: String { "http://127.0.0.1:\(listening.withLock { $0?.localAddress?.port ?? 0 })/jwks" }

    /// Answers that were held back.
    var held: Int { state.withLock { $0.held } }

    private var answer: String {
        state.withLock { state in
            if state.isHeld { state.held += 1 }
            let body = state.isHeld ? String(state.jwks.dropLast(9)) : state.jwks
            return "HTTP/1.1 200 OK\r\nContent-Length: \(state.jwks.utf8.count)\r\n\r\n" + body
        }
    }

    func hold(_ isHeld: Bool) { state.withLock { $0.isHeld = isHeld } }

    func publish(_ jwks: String) { state.withLock { $0.jwks = jwks } }

    func close() async throws { try await listening.withLock(\.self)?.close() }

    private final class Answer: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: @Sendable () -> String

        init(_ answer: @escaping @Sendable () -> String) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer())), promise: nil)
        }
    }
}
