import Hummingbird
import HummingbirdCore
import NIOCore

/// What a server spends on one connection before it knows anything about the caller.
public struct ConnectionLimits: Sendable {
    /// Connections held at once; further ones wait in the system's queue.
    public var connectionsMax = 4096
    /// A connection that sends no request, or not all of one, is closed after this silence.
    public var idleTimeout: Duration = .seconds(75)
    /// Bytes of path and query.
    public var urlBytesMax = 8 * 1024
    /// Bytes of all header names and values.
    public var headerBytesMax = 32 * 1024

    /// The defaults.
    public init() {}

    /// The server with these limits. Its parser gives up at twice the sizes that ``RequestSizeLimit`` answers properly:
    /// beyond them it says 400 without a body, and hangs up.
    public var server: HTTPServerBuilder {
        let bytes = 2 * max(urlBytesMax, headerBytesMax)
        return .http1(
            configuration: .init(
                idleTimeout: .nanoseconds(Int64(idleTimeout / .nanoseconds(1))),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: bytes, maxHeaderListSize: bytes, maxHeaderFieldCount: 200)))
    }

    /// Stops accepting while all places are taken.
    ///
    /// - Parameter more: places besides ``connectionsMax``, for connections that are bounded elsewhere.
    public func accepting(besides more: Int = 0) -> any AvailableConnectionsDelegate {
        MaximumAvailableConnections(connectionsMax + more)
    }
}

/// Refuses requests whose address or headers are too long. Add it right behind ``ProblemMiddleware``.
public struct RequestSizeLimit<Context: RequestContext>: RouterMiddleware {
    private let limits: ConnectionLimits

    /// The sizes of the connection's limits.
    public init(_ limits: ConnectionLimits) { self.limits = limits }

    /// Answers 414 or 431 itself.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.uri.string.utf8.count <= limits.urlBytesMax else {
            throw Problem.uriTooLong(bytesMax: limits.urlBytesMax)
        }
        let bytes = request.headers.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count }
        guard bytes <= limits.headerBytesMax else { throw Problem.headersTooLarge(bytesMax: limits.headerBytesMax) }
        return try await next(request, context)
    }
}
