import Hummingbird
import NIOCore

/// The context of a request whose connection is known.
package protocol ConnectedContext: RequestContext {
    /// The connection.
    var channel: any Channel { get }
}

/// A context with nothing but the connection.
package struct ConnectionContext: ConnectedContext, RemoteAddressRequestContext {
    /// The framework's own part.
    package var coreContext: CoreRequestContextStorage
    /// The connection.
    package let channel: any Channel
    /// Where the connection comes from; nil without a socket.
    package var remoteAddress: SocketAddress? { channel.remoteAddress }

    /// A request that nobody has looked at yet.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// A body whose client has said `Expect: 100-continue`: it is told to go on when somebody begins to read, and not before,
/// so that a refusal saves it the body.
struct WelcomedBody: AsyncSequence, Sendable {
    let body: RequestBody
    let channel: any Channel

    struct AsyncIterator: AsyncIteratorProtocol {
        var body: RequestBody.AsyncIterator
        let channel: any Channel
        var isWelcomed = false

        @concurrent mutating func next() async throws -> ByteBuffer? {
            if !isWelcomed {
                isWelcomed = true
                channel.eventLoop.execute { [channel] in
                    try? channel.pipeline.syncOperations.handler(type: ExchangeGuard.self).welcomeBody()
                }
            }
            return try await body.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: body.makeAsyncIterator(), channel: channel) }
}
