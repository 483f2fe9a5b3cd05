import Events
import FoundationEssentials
import JWTKit

/// What a token says, as far as it is read.
///
/// `exp` and `nbf` are seconds since 1970, of which fractions count.
package struct TokenClaims: JWTPayload, Equatable {
    var iss: String
    var aud: Audience
    var sub: String
    var exp: Double
    var nbf: Double?
    var iat: Double?
    var roles: [String]?

    /// One text or several. jwt-kit's own claim ends the process at an empty list.
    enum Audience: Codable, Sendable, Equatable {
        case one(String)
        case several([String])

        var all: [String] {
            switch self {
            case .one(let name): [name]
            case .several(let names): names
            }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let name = try? container.decode(String.self) {
                self = .one(name)
            } else {
                self = .several(try container.decode([String].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .one(let name): try container.encode(name)
            case .several(let names): try container.encode(names)
            }
        }
    }

    /// Nothing: ``TokenExpectations`` judges, by the clock it is given.
    package func verify(using algorithm: some JWTAlgorithm) async throws {}
}
