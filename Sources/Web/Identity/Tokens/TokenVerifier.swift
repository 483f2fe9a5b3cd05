import HTTPKit

/// Tells who a bearer token belongs to.
package protocol TokenVerifier: Sendable {
    /// The same as ``caller(bearing:)`` where it can be told without waiting; nil says nothing about the token.
    func lately(bearing token: Substring) -> Caller?

    /// - Throws: a 401 for anything but a token that is valid now; a 503 while the keys cannot be known.
    func caller(bearing token: Substring) async throws(Problem) -> Caller

    /// Whether a caller who was let in would still be: false once the key of the token was removed. For what goes on for
    /// long; cheap.
    func trusts(_ caller: Caller) -> Bool
}

extension TokenVerifier {
    /// For those that remember nothing.
    package func lately(bearing token: Substring) -> Caller? { nil }

    /// For those that know of no keys.
    package func trusts(_ caller: Caller) -> Bool { true }
}
