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

    /// The server with these limits. Its parser gives up at twice the sizes that ``FramedResponder`` answers properly:
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

    /// Refuses a request whose address or headers are too long.
    ///
    /// - Throws: a 414 or a 431.
    func check(_ request: Request) throws(Problem) {
        guard request.uri.string.utf8.count <= urlBytesMax else { throw Problem.uriTooLong(bytesMax: urlBytesMax) }
        var bytes = 0
        for field in request.headers { bytes += field.name.rawName.utf8.count + field.value.utf8.count }
        guard bytes <= headerBytesMax else { throw Problem.headersTooLarge(bytesMax: headerBytesMax) }
    }
}
