import Events
import FoundationEssentials
import JWTKit
import Synchronization

@testable import Identity

/// Two key pairs, made once since that takes a while, and the tokens that they sign.
enum Issuers {
    static let ours = Result { try TokenIssuer.generate() }
    static let other = Result { try TokenIssuer.generate() }
    static let expectations = TokenExpectations(issuer: "https://login.example", audience: "pulsehub")
    static let now: Instant = "2026-11-20T12:00:00Z"
    static let seconds = Double(now.microseconds) / 1e6

    /// What a good token says; begins now and lasts an hour.
    static var claims: TokenClaims {
        TokenClaims(
            iss: expectations.issuer, aud: .one("pulsehub"), sub: "ana", exp: seconds + 3600, nbf: seconds,
            iat: seconds, roles: ["athlete"])
    }

    static func token(
        _ issuer: Result<TokenIssuer, any Error> = ours, kid: String? = nil,
        change: (inout TokenClaims) -> Void = { _ in }
    ) async throws -> String {
        var claims = claims
        change(&claims)
        return try await issuer.get().sign(claims, kid: kid)
    }

    /// A token whose parts are as given, in base64url.
    static func parts(_ header: String, _ payload: String? = nil, signature: String = "AAAA") throws -> String {
        let payload = try payload ?? String(decoding: JSONEncoder().encode(claims), as: UTF8.self)
        return [header, payload].map { Data($0.utf8).base64EncodedString() }
            .map { $0.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }
            .joined(separator: ".") + "." + signature
    }

    /// Signed by our key over whatever the payload is.
    static func signed(payload: String) async throws -> String {
        let kid = try ours.get().kid
        let unsigned = try parts(#"{"alg":"RS256","kid":"\#(kid)"}"#, payload, signature: "")
        let keys = await JWTKeyCollection()
            .add(rsa: try JWTKit.Insecure.RSA.PrivateKey(pem: ours.get().privateKeyPEM), digestAlgorithm: .sha256)
        let signature = try await keys.getKey().sign(Array(unsigned.utf8.dropLast()))
        return unsigned
            + Data(signature).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}

/// A clock that the test turns.
final class TurnedClock: Sendable {
    private let time: Mutex<Instant>

    init(_ time: Instant = Issuers.now) { self.time = Mutex(time) }

    var now: Instant { time.withLock { $0 } }
    func turn(to time: Instant) { self.time.withLock { $0 = time } }
}

/// A JWKS file; remove it in the end.
struct KeyFile {
    let path = FileManager.default.temporaryDirectory.path + "/jwks-\(UUID().uuidString).json"

    init(_ jwks: String) throws { try write(jwks) }

    func write(_ jwks: String) throws { try jwks.write(toFile: path, atomically: true, encoding: .utf8) }
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension Instant: ExpressibleByStringLiteral {
    /// Traps on anything but RFC 3339.
    public init(stringLiteral text: String) {
        guard let instant = Instant(rfc3339: text.utf8) else { preconditionFailure("no RFC 3339: \(text)") }
        self = instant
    }
}
