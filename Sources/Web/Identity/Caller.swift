import Events
import HTTPKit

/// Who sent a request, as a verified token says.
package struct Caller: Sendable, Hashable {
    /// The token's `sub`: the user id of a person, or the name of a service.
    package let subject: UserID
    /// What the token allows the caller to be.
    package let roles: Set<Role>
    /// When the token ends, the leeway for clocks included: a stream that is open longer should end then; nil for never.
    package let expiresAt: Instant?
    /// What signed the token; nil for callers of verifiers without keys.
    package private(set) var key: SigningKey?

    /// A caller whose token has been verified.
    package init(subject: UserID, roles: Set<Role>, expiresAt: Instant? = nil) {
        self.subject = subject
        self.roles = roles
        self.expiresAt = expiresAt
    }

    /// Whether the token is this person's own: it names the person, as an athlete.
    ///
    /// The subject alone proves nothing, since the name of a service or an administrator may be anybody's id.
    package func isPerson(_ user: UserID) -> Bool { subject == user && roles.contains(.athlete) }

    func signed(by key: SigningKey?) -> Caller {
        var caller = self
        caller.key = key
        return caller
    }

    /// Whether the caller has any of the roles.
    package func isAny(of allowed: Role...) -> Bool { allowed.contains(where: roles.contains) }

    /// - Throws: a 403 that names the roles which would do.
    package func require(_ allowed: Role...) throws(Problem) { try require(any: allowed) }

    func require(any allowed: [Role]) throws(Problem) {
        guard allowed.contains(where: roles.contains) else {
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            throw Problem.forbidden("this needs one of the roles: \(names)")
        }
    }
}
