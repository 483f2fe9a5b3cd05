import HTTPKit

/// Why a bearer token lets nobody in: enough for whoever made the request to mend it, and nothing about what is trusted.
package enum InvalidToken: String, Error {
    case tooLong = "the token is longer than 8192 bytes"
    case malformed = "the token is no signed JWT"
    case algorithm = "the token must be signed with RS256"
    case critical = "the token's header demands extensions (crit) that are not supported"
    case keyMissing = "the token's header has no kid"
    case keyUnknown = "the token's kid is none of the issuer's keys"
    case signature = "the token's signature does not fit"
    case claims = "the token's claims are incomplete or of wrong types: iss, aud, exp, sub and roles are read"
    case expired = "the token has expired"
    case notYetValid = "the token is not valid yet"
    case issuer = "the token is from another issuer"
    case audience = "the token is for another audience"
    case subject = "the token's sub is no user id: 1 to 128 bytes without control characters"

    /// The 401 of RFC 6750.
    var problem: Problem {
        .unauthorized(rawValue, challenge: #"Bearer error="invalid_token", error_description="\#(rawValue)""#)
    }
}
