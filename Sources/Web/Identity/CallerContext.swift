import HTTPKit
import Hummingbird
import Logging
import NIOCore

/// The context of a request to an interface that knows its callers.
package struct CallerContext: ConnectedContext, RemoteAddressRequestContext {
    /// The framework's own part.
    package var coreContext: CoreRequestContextStorage
    /// The connection, for answers that take it over.
    package let channel: any Channel
    /// Where the connection comes from; nil without a socket.
    package var remoteAddress: SocketAddress? { channel.remoteAddress }
    /// Set by the authentication; nil on the few paths that are open to everybody.
    package var identity: Caller?

    /// A request that nobody has looked at yet.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The same caller without what belongs to this request alone, for decisions that outlive it by hours.
    package func lasting(logger: Logger) -> CallerContext {
        var context = CallerContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        context.identity = identity
        return context
    }

    /// Who asks.
    ///
    /// - Throws: a 401 if the request was not authenticated; so a route that forgets to demand it still lets nobody in.
    package var caller: Caller {
        get throws(Problem) {
            guard let identity else { throw Problem.unauthorized("a bearer token is missing") }
            return identity
        }
    }
}
