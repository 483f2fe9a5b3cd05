import Events
import FoundationEssentials
import HTTPKit
import JWTKit

/// Lets in those whose token one of the issuer's keys has signed with RS256, and whose claims are as expected.
package struct JWTVerifier: TokenVerifier {
    private let keys: KeyRing
    private let expectations: TokenExpectations
    private let now: @Sendable () -> Instant
    private let verified: VerifiedTokens

    /// - Parameter now: the wall clock by which tokens begin and end.
    package init(
        _ keys: KeyRing, expecting expectations: TokenExpectations, now: @escaping @Sendable () -> Instant
    ) {
        self.keys = keys
        self.expectations = expectations
        self.now = now
        verified = VerifiedTokens()
    }

    /// Whoever brought the token before.
    package func lately(bearing token: Substring) -> Caller? {
        guard token.utf8.count <= TokenParts.bytesMax else { return nil }
        return verified.caller(VerifiedTokens.digest(token), under: keys.current.generation, at: now())
    }

    /// Until a key set without the key has been read.
    package func trusts(_ caller: Caller) -> Bool {
        guard let key = caller.key else { return true }
        return keys.current.key(key.kid) == key
    }

    /// - Throws: a 401 that says what is wrong with the token; a 503 while its key may be a new one.
    package func caller(bearing token: Substring) async throws(Problem) -> Caller {
        let now = now()
        let parts: TokenParts
        do { parts = try TokenParts(token) } catch { throw error.problem }
        let current = try await keys.current(for: parts.kid)
        do throws(InvalidToken) {
            let caller = try caller(parts, current, at: now)
            verified.remember(caller, VerifiedTokens.digest(token), under: current.generation)
            return caller
        } catch {
            throw error.problem
        }
    }

    private func caller(_ parts: TokenParts, _ current: KeyRing.Current, at now: Instant) throws(InvalidToken) -> Caller
    {
        guard let algorithm = current.set[parts.kid] else { throw .keyUnknown }
        guard isSigned(parts, by: algorithm) else { throw .signature }
        let claims: TokenClaims
        do { claims = try JSONDecoder().decode(TokenClaims.self, from: parts.payload) } catch { throw .claims }
        return try expectations.caller(claims, at: now).signed(by: current.key(parts.kid))
    }

    private func isSigned(_ parts: TokenParts, by key: any JWTAlgorithm) -> Bool {
        (try? key.verify(parts.signature, signs: parts.signed)) ?? false
    }
}
