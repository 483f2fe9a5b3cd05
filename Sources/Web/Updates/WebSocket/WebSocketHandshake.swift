import Crypto
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Identity

/// The opening handshake of RFC 6455, section 4.2, as far as it is HTTP.
struct WebSocketHandshake {
    /// The subprotocol under which browsers, whose API has no headers, bring their token: `bearer, <token>`.
    static let bearer = "bearer"

    /// Proves that the request was understood.
    let accept: String
    let subprotocol: String?

    /// - Throws: a 426 for a request that is no handshake or of another version, a 400 for a broken one.
    init(_ request: Request) throws(Problem) {
        let headers = request.headers
        guard headers.list(.upgrade).contains("websocket"), headers.list(.connection).contains("upgrade") else {
            throw Problem.upgradeRequired("connect with a WebSocket client; GET /api/v1/stream needs none")
        }
        guard headers[.secWebSocketVersion] == "13" else {
            throw Problem.upgradeRequired("version 13 of the WebSocket protocol is spoken here")
        }
        guard let key = headers[.secWebSocketKey], key.utf8.count == 24, key.hasSuffix("==") else {
            throw Problem.badRequest("Sec-WebSocket-Key must be 16 bytes in base64")
        }
        accept = Self.accept(key)
        subprotocol = headers.list(.secWebSocketProtocol).first == Self.bearer ? Self.bearer : nil
    }

    static func accept(_ key: String) -> String {
        let digest = Insecure.SHA1.hash(data: Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return Data(digest).base64EncodedString()
    }

    /// What answers it; what follows on the connection are frames.
    var headers: HTTPFields {
        var headers: HTTPFields = [.upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: accept]
        if let subprotocol { headers[.secWebSocketProtocol] = subprotocol }
        return headers
    }
}

/// Lets ``Admission`` see the token of a browser's handshake, and closes the connection of a refused one, on which
/// the HTTP decoder reads nothing more after it has seen an upgrade.
package struct WebSocketRequests: RouterMiddleware {
    /// Middleware without settings.
    package init() {}

    /// Answers problems itself.
    package func handle(
        _ request: Request, context: CallerContext, next: (Request, CallerContext) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        let offered = request.headers[.secWebSocketProtocol]?.split(separator: ",").map { $0.trimmed } ?? []
        if head.headerFields[.authorization] == nil, offered.count == 2, offered[0] == WebSocketHandshake.bearer {
            head.headerFields[.authorization] = "Bearer \(offered[1])"
        }
        do {
            return try await next(Request(head: head, body: request.body), context)
        } catch let problem as Problem {
            var response = problem.response
            guard request.headers[.upgrade] != nil else { return response }
            response.headers[.connection] = "close"
            let (bytes, channel) = (ByteBuffer(bytes: problem.json), context.channel)
            response.body = ResponseBody(contentLength: bytes.readableBytes) { body in
                try await body.write(bytes)
                try await body.finish(nil)
                channel.close(promise: nil)
            }
            return response
        }
    }
}

extension Problem {
    fileprivate static func upgradeRequired(_ detail: String) -> Problem {
        var problem = Problem(
            "upgrade-required", status: .upgradeRequired, title: "This is a WebSocket", detail: detail)
        problem.headers[.upgrade] = "websocket"
        problem.headers[.connection] = "Upgrade"
        problem.headers[.secWebSocketVersion] = "13"
        return problem
    }
}

extension HTTPFields {
    /// The elements of a list, in lower case.
    fileprivate func list(_ name: HTTPField.Name) -> [String] {
        (self[name] ?? "").split(separator: ",").map { $0.trimmed.lowercased() }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
