import HTTPKit
import Hummingbird

/// Tells who a bearer token belongs to.
public protocol TokenVerifier: Sendable {
    /// - Throws: a 401 for anything but a token that is valid now; a 503 while the keys cannot be known.
    func caller(bearing token: Substring) async throws(Problem) -> Caller
}

/// Demands a valid bearer token of every request that passes, and tells the handlers whose it is.
public struct Authentication: RouterMiddleware {
    private let verifier: any TokenVerifier

    /// Lets pass those whom the verifier knows.
    public init(_ verifier: some TokenVerifier) { self.verifier = verifier }

    /// Answers 401 itself where the token is missing or not valid.
    public func handle(
        _ request: Request, context: CallerContext, next: @concurrent (Request, CallerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.identity = try await verifier.caller(bearing: Self.token(in: request))
        return try await next(request, context)
    }

    private static func token(in request: Request) throws(Problem) -> Substring {
        guard let header = request.headers[.authorization] else {
            throw Problem.unauthorized("a bearer token is missing: send the header Authorization: Bearer <token>")
        }
        // Byte by byte: a token is long, and characters are dear.
        let bytes = header.utf8
        let scheme = "bearer ".utf8
        let hasScheme = bytes.prefix(scheme.count).elementsEqual(scheme) { $0 | 0x20 == $1 }
        let token = bytes.dropFirst(scheme.count).drop { $0 == UInt8(ascii: " ") }
        let isOneWord = token.withContiguousStorageIfAvailable { !$0.contains(UInt8(ascii: " ")) } ?? false
        guard hasScheme, isOneWord, !token.isEmpty else {
            throw Problem.unauthorized("the header Authorization must be: Bearer <token>")
        }
        return Substring(token)
    }
}
