import Crypto
import CryptoExtras
import Events
import FoundationEssentials
import JWTKit

/// Signs tokens with a key pair of our own: for development, tests and machines without an identity provider.
package struct TokenIssuer: Sendable {
    /// The private key as PEM; whoever has it can be anybody.
    package let privateKeyPEM: String
    /// The public half as a JSON Web Key Set, one line.
    package let jwks: String
    /// The public half as PEM.
    package let publicKeyPEM: String
    /// The key's name: its thumbprint by RFC 7638, so that it follows from the key.
    package let kid: String

    private let key: JWTKit.Insecure.RSA.PrivateKey

    /// A new pair of 2048 bits.
    ///
    /// - Throws: what the cryptography library does, where it has no randomness.
    package static func generate() throws -> TokenIssuer {
        try TokenIssuer(key: JWTKit.Insecure.RSA.PrivateKey(backing: _RSA.Signing.PrivateKey(keySize: .bits2048)))
    }

    /// A pair from its private key.
    ///
    /// - Throws: what the cryptography library does, for anything but an RSA key of at least 2048 bits in PEM.
    package init(privateKeyPEM: String) throws {
        try self.init(key: JWTKit.Insecure.RSA.PrivateKey(pem: privateKeyPEM))
    }

    private init(key: JWTKit.Insecure.RSA.PrivateKey) throws {
        let (modulus, exponent) = try key.publicKey.getKeyPrimitives()
        let (n, e) = (modulus.base64URL, exponent.base64URL)
        let thumbprint = SHA256.hash(data: Data(#"{"e":"\#(e)","kty":"RSA","n":"\#(n)"}"#.utf8))
        kid = Data(thumbprint).base64URL
        jwks = #"{"keys":[{"kty":"RSA","kid":"\#(kid)","use":"sig","alg":"RS256","n":"\#(n)","e":"\#(e)"}]}"#
        privateKeyPEM = key.pemRepresentation
        publicKeyPEM = key.publicKey.pemRepresentation
        self.key = key
    }

    /// A token that begins now.
    ///
    /// - Parameters:
    ///   - lifetime: until `exp`.
    ///   - expectations: the issuer and the audience it is to name.
    package func token(
        for subject: String, roles: [Role], lifetime: Duration, _ expectations: TokenExpectations, now: Instant
    ) async throws -> String {
        let seconds = (Double(now.microseconds) / 1e6).rounded(.down)
        return try await sign(
            TokenClaims(
                iss: expectations.issuer, aud: .one(expectations.audience), sub: subject,
                exp: seconds + Double(lifetime.components.seconds), nbf: seconds, iat: seconds,
                roles: roles.map(\.rawValue)))
    }

    func sign(_ claims: TokenClaims, kid: String? = nil) async throws -> String {
        let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
        var header = JWTHeader()
        header.kid = kid ?? self.kid
        header.typ = "JWT"
        return try await keys.sign(claims, header: header)
    }
}

extension Data {
    fileprivate var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
