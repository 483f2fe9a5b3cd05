import HTTPKit
import Hummingbird
import NIOCore

/// Who is let in: with a valid token, in a role that will do, not too often, and not too many at once.
package struct Admission: Sendable {
    private let verifier: any TokenVerifier
    private let roles: [Role]?
    let places: ConcurrencyLimit?
    private let rates: RateLimit?
    let watch: SecurityWatch?

    /// - Parameters:
    ///   - roles: any of them will do; nil lets in whoever has a valid token.
    ///   - places: taken by those who have been let in, since whoever has no token must not hold them, and held until the
    ///     response begins.
    ///   - rates: what only those use up who have been let in so far.
    ///   - watch: is told of those who are refused, here or later, and of what the others change.
    package init(
        _ verifier: some TokenVerifier, roles: [Role]? = nil, places: ConcurrencyLimit? = nil, rates: RateLimit? = nil,
        watch: SecurityWatch? = nil
    ) {
        self.verifier = verifier
        self.roles = roles
        self.places = places
        self.rates = rates
        self.watch = watch
    }

    /// Whom the request's token belongs to; let in they are by ``admit(_:)``.
    ///
    /// - Throws: a 401; a 503 while the keys cannot be known.
    @inline(__always)  // An asynchronous call less in every request.
    func caller(of request: Request, on channel: any Channel) async throws(Problem) -> Caller {
        let token = try Self.token(in: request)
        if let known = verifier.lately(bearing: token) { return known }
        guard !token.utf8.contains(UInt8(ascii: " ")) else { throw Self.misshapen }
        return try await verify(token, channel)
    }

    /// - Throws: a 403 or 429.
    func admit(_ caller: Caller) throws(Problem) {
        if let roles { try caller.require(any: roles) }
        try rates?.admit(caller)
    }

    /// To verify may be to wait for the issuer's keys, which nobody does whose client has gone.
    private func verify(_ token: Substring, _ channel: any Channel) async throws(Problem) -> Caller {
        let verifier = verifier
        return try await whileConnected(channel) { () async -> Result<Caller, Problem> in
            do throws(Problem) { return .success(try await verifier.caller(bearing: token)) } catch {
                return .failure(error)
            }
        }.get()
    }

    private static func token(in request: Request) throws(Problem) -> Substring {
        // Looked for by hand: what the framework offers joins the values of all headers of the name.
        var fields = request.headers.lazy.filter { $0.name == .authorization }.makeIterator()
        guard let field = fields.next() else {
            throw Problem.unauthorized("a bearer token is missing: send the header Authorization: Bearer <token>")
        }
        guard fields.next() == nil else { throw Problem.unauthorized("there must be one header Authorization") }
        // Byte by byte: a token is long, and characters are dear.
        let bytes = field.value.utf8
        let scheme = "bearer ".utf8
        let hasScheme = bytes.prefix(scheme.count).elementsEqual(scheme) { $0 | 0x20 == $1 }
        let token = bytes.dropFirst(scheme.count).drop { $0 == UInt8(ascii: " ") }
        guard hasScheme, !token.isEmpty else { throw misshapen }
        return Substring(token)
    }

    private static let misshapen = Problem.unauthorized("the header Authorization must be: Bearer <token>")
}
