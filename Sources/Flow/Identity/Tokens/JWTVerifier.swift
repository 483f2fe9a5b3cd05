import Events
import FoundationEssentials
import HTTPKit
import JWTKit

/// Lets in those whose token one of the issuer's keys has signed with RS256, and whose claims are as expected.
public struct JWTVerifier: TokenVerifier {
    private let keys: KeyRing
    private let expectations: TokenExpectations
    private let now: @Sendable () -> Instant
    private let verified: VerifiedTokens

    /// - Parameter now: the wall clock by which tokens begin and end.
    public init(
        _ keys: KeyRing, expecting expectations: TokenExpectations, now: @escaping @Sendable () -> Instant
    ) {
        self.keys = keys
        self.expectations = expectations
        self.now = now
        verified = VerifiedTokens()
    }

    /// Whoever brought the token before.
    public func lately(bearing token: Substring) -> Caller? {
        guard token.utf8.count <= TokenParts.bytesMax else { return nil }
        return verified.caller(VerifiedTokens.digest(token), under: keys.current.generation, at: now())
    }

    /// - Throws: a 401 that says what is wrong with the token.
    public func caller(bearing token: Substring) async throws(Problem) -> Caller {
        do throws(InvalidToken) { return try await verifiedCaller(token) } catch { throw error.problem }
    }

    private func verifiedCaller(_ token: Substring) async throws(InvalidToken) -> Caller {
        guard token.utf8.count <= TokenParts.bytesMax else { throw .tooLong }
        let now = now()
        let parts = try TokenParts(token)
        let current = await keys.current(for: parts.kid)
        guard let key = current.set[parts.kid] else { throw .keyUnknown }
        guard isSigned(parts, by: key) else { throw .signature }
        let claims: TokenClaims
        do { claims = try JSONDecoder().decode(TokenClaims.self, from: parts.payload) } catch { throw .claims }
        let caller = try expectations.caller(claims, at: now)
        verified.remember(caller, VerifiedTokens.digest(token), under: current.generation)
        return caller
    }

    private func isSigned(_ parts: TokenParts, by key: any JWTAlgorithm) -> Bool {
        (try? key.verify(parts.signature, signs: parts.signed)) ?? false
    }
}
