import HTTPKit
import Hummingbird
import Logging
import NIOCore

/// The context of a request to an interface that knows its callers.
public struct CallerContext: ConnectedContext, RemoteAddressRequestContext {
    /// The framework's own part.
    public var coreContext: CoreRequestContextStorage
    /// The connection, for answers that take it over.
    public let channel: any Channel
    /// Where the connection comes from; nil without a socket.
    public var remoteAddress: SocketAddress? { channel.remoteAddress }
    /// Set by the authentication; nil on the few paths that are open to everybody.
    public var identity: Caller?

    /// A request that nobody has looked at yet.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The same caller without what belongs to this request alone, for decisions that outlive it by hours.
    public func lasting(logger: Logger) -> CallerContext {
        var context = CallerContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        context.identity = identity
        return context
    }

    /// Who asks.
    ///
    /// - Throws: a 401 if the request was not authenticated; so a route that forgets to demand it still lets nobody in.
    public var caller: Caller {
        get throws(Problem) {
            guard let identity else { throw Problem.unauthorized("a bearer token is missing") }
            return identity
        }
    }
}
