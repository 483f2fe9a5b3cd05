import Events
import FoundationEssentials
import Identity

/// One text, read as a bearer token, as the claims of one, and as an issuer's keys.
enum TokenTarget {
    private static let expectations = TokenExpectations(issuer: "https://issuer.example", audience: "pulsehub")

    static func run(_ input: [UInt8]) async throws {
        let text = String(decoding: input, as: UTF8.self)
        if let parts = try? TokenParts(Substring(text)) {
            try require(text.utf8.starts(with: parts.signed), "what is signed is what came")
            judge(parts.payload)
        }
        judge(Data(input))
        _ = try? await KeySet(jwks: input)
    }

    private static func judge(_ claims: Data) {
        guard let claims = try? JSONDecoder().decode(TokenClaims.self, from: claims) else { return }
        _ = try? expectations.caller(claims, at: Instant(microseconds: 1_795_176_000_000_000))
    }
}
