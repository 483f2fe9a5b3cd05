import Events
import HTTPKit
import Identity

/// Believes tokens of the form `subject:role,role` or `subject:role,role:<expiry in seconds since 1970>`.
package struct FakeVerifier: TokenVerifier {
    /// Verifies nothing.
    package init() {}

    /// - Throws: a 401 for a token of another form.
    package func caller(bearing token: Substring) async throws(Problem) -> Caller {
        let parts = token.split(separator: ":", maxSplits: 2)
        guard parts.count >= 2 else { throw Problem.unauthorized("not a token") }
        return Caller(
            subject: try UserID(pathSegment: parts[0]),
            roles: Set(parts[1].split(separator: ",").compactMap { Role(rawValue: String($0)) }),
            expiresAt: parts.count == 3 ? Int64(parts[2]).map { Instant(milliseconds: $0 * 1000) } : nil)
    }
}
