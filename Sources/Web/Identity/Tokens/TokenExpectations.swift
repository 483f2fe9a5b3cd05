import Events
import HTTPKit

/// What the claims of a token must say.
package struct TokenExpectations: Sendable {
    /// The `iss` of every token, byte for byte.
    package let issuer: String
    /// One of every token's `aud`, byte for byte.
    package let audience: String
    /// By how much the issuer's clock may differ from ours.
    package let leeway: Duration

    /// - Parameter leeway: not negative.
    package init(issuer: String, audience: String, leeway: Duration = .seconds(30)) {
        self.issuer = issuer
        self.audience = audience
        self.leeway = leeway
    }

    /// Whose token it is, where everything in it is as it must be.
    package func caller(_ claims: TokenClaims, at now: Instant) throws(InvalidToken) -> Caller {
        let seconds = Double(now.microseconds) / 1e6
        let leeway = Double(leeway.components.seconds)
        guard ExactText(claims.iss) == ExactText(issuer) else { throw .issuer }
        guard claims.aud.all.contains(where: { ExactText($0) == ExactText(audience) }) else { throw .audience }
        guard seconds < claims.exp + leeway else { throw .expired }
        if let start = claims.nbf, seconds < start - leeway { throw .notYetValid }
        let subject: UserID
        do throws(Problem) { subject = try UserID(claims.sub) } catch { throw .subject }
        return Caller(
            subject: subject, roles: Set((claims.roles ?? []).compactMap(Role.init(rawValue:))),
            expiresAt: Instant(secondsSaturating: claims.exp + leeway))
    }
}

extension Instant {
    /// The nearest instant there is.
    fileprivate init(secondsSaturating seconds: Double) {
        self.init(microseconds: Int64(exactly: (seconds * 1e6).rounded(.down)) ?? (seconds < 0 ? .min : .max))
    }
}
