import Hummingbird
import HummingbirdCore
import NIOCore

/// What a server spends on one connection before it knows anything about the caller.
package struct ConnectionLimits: Sendable {
    /// Connections held at once; further ones wait in the system's queue.
    package var connectionsMax = 4096
    /// A connection that sends no request, or not all of one, is closed after this silence.
    package var idleTimeout: Duration = .seconds(75)
    /// From the head of a request to the end of its body.
    package var bodyTimeout: Duration = .seconds(60)
    /// How slowly a body may come, and an answer may be taken that the client does not read; 0 for any pace.
    package var bytesPerSecondMin = 1024
    /// Until the pace of a body is looked at.
    package var grace: Duration = .seconds(10)
    /// How often the pace is looked at in which a client takes its answer.
    package var answerGrace: Duration = .seconds(20)
    /// How long a client may take to read the last answer of a connection before that is closed.
    package var farewell: Duration = .seconds(2)
    /// Bytes of path and query.
    package var urlBytesMax = 8 * 1024
    /// Bytes of all header names and values.
    package var headerBytesMax = 32 * 1024

    /// The defaults.
    package init() {}

    /// The server with these limits. Its parser gives up at twice the sizes that ``FramedResponder`` answers properly:
    /// beyond them it says 400 without a body, and hangs up.
    package var server: HTTPServerBuilder {
        let bytes = 2 * max(urlBytesMax, headerBytesMax)
        let configuration = HTTP1Channel.Configuration(
            idleTimeout: TimeAmount(idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: bytes, maxHeaderListSize: bytes, maxHeaderFieldCount: 200))
        return HTTPServerBuilder { responder in
            GuardedConnection(base: HTTP1Channel(responder: responder, configuration: configuration), limits: self)
        }
    }

    var bodyPace: Pace { Pace(grace: grace, bytesPerSecond: bytesPerSecondMin, limit: bodyTimeout) }

    /// What a client takes at least in each ``answerGrace``.
    var answerBytesMin: Int { Int(answerGrace / .seconds(1) * Double(bytesPerSecondMin)) }

    /// Stops accepting while all places are taken.
    ///
    /// - Parameter more: places besides ``connectionsMax``, for connections that are bounded elsewhere.
    package func accepting(besides more: Int = 0) -> any AvailableConnectionsDelegate {
        MaximumAvailableConnections(connectionsMax + more)
    }

    /// Refuses a request without a host, or whose address or headers are too long.
    ///
    /// - Returns: whether its client may wait for a word before it sends the body.
    /// - Throws: a 400, 414 or 431.
    func check(_ request: Request) throws(Problem) -> Bool {
        guard request.head.authority != nil else { throw Self.hostless }
        guard request.uri.string.utf8.count <= urlBytesMax else { throw Problem.uriTooLong(bytesMax: urlBytesMax) }
        var bytes = 0
        var expects = false
        for field in request.headers {
            bytes += field.name.rawName.utf8.count + field.value.utf8.count
            expects = expects || field.name == .expect
        }
        guard bytes <= headerBytesMax else { throw Problem.headersTooLarge(bytesMax: headerBytesMax) }
        return expects
    }

    private static let hostless = Problem.badRequest("a request must name its host in exactly one header Host")
}
