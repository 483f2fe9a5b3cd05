import Events
import FoundationEssentials
import JWTKit

/// The public keys that sign tokens, by their `kid`; equal to another set with the same keys.
package struct KeySet: Sendable, Equatable {
    /// Far more keys than any issuer rotates through.
    static let keysMax = 256

    private let keys: [ExactText: Insecure.RSA.PublicKey]
    private let algorithms: [ExactText: any JWTAlgorithm]
    /// Why entries were passed over, each with its place in the document.
    let refusals: [String]

    /// Takes the RSA keys for RS256 signatures out of a JSON Web Key Set (RFC 7517), as many as may be; issuers publish
    /// others beside them. Whatever else stands there is passed over: one odd entry must not lock everybody out.
    ///
    /// - Throws: what is wrong, where no key can be used.
    package init(jwks json: [UInt8]) async throws(KeySourceError) {
        let published: PublishedKeys
        do { published = try JSONDecoder().decode(PublishedKeys.self, from: Data(json)) } catch {
            throw KeySourceError("it is no JSON Web Key Set: an object with an array \"keys\" is expected")
        }
        var keys: [ExactText: Insecure.RSA.PublicKey] = [:]
        var algorithms: [ExactText: any JWTAlgorithm] = [:]
        var refusals: [String] = []
        for (place, entry) in published.keys.enumerated() {
            do throws(KeySourceError) {
                let (kid, key) = try entry.key()
                guard keys.count < Self.keysMax || keys[kid] != nil else {
                    throw KeySourceError("\(Self.keysMax) keys before it are taken already")
                }
                algorithms[kid] = try await Self.algorithm(key)
                keys[kid] = key
            } catch {
                refusals.append("keys[\(place)]: \(error)")
            }
        }
        guard !keys.isEmpty else {
            let found = refusals.isEmpty ? "it is empty" : refusals.prefix(5).joined(separator: "; ")
            throw KeySourceError("it has no RSA key with a kid for RS256: \(found)")
        }
        self.keys = keys
        self.algorithms = algorithms
        self.refusals = refusals
    }

    private static func algorithm(_ key: Insecure.RSA.PublicKey) async throws(KeySourceError) -> any JWTAlgorithm {
        // A collection for each key: one of several keys would try its default where the kid is unknown.
        let collection = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
        do { return try await collection.getKey() } catch { throw KeySourceError("it cannot be used: \(error)") }
    }

    /// What verifies the signatures of a key; nil for a `kid` that is not in the set.
    subscript(kid: ExactText) -> (any JWTAlgorithm)? { algorithms[kid] }

    /// The keys' names.
    var kids: some Sequence<ExactText> { keys.keys }

    /// Whether both have the same key of this name.
    func shares(_ kid: ExactText, with other: KeySet) -> Bool { keys[kid] != nil && keys[kid] == other.keys[kid] }

    /// For the log.
    var names: [String] { keys.keys.map(\.text).sorted() }

    package static func == (a: KeySet, b: KeySet) -> Bool { a.keys == b.keys }
}

/// The part of a JSON Web Key Set that tells whether a key is one of ours.
private struct PublishedKeys: Decodable {
    let keys: [PublishedEntry]
}

/// An entry of whatever form.
private enum PublishedEntry: Decodable {
    case fields(PublishedKey)
    /// With what is wrong.
    case odd(String)

    init(from decoder: any Decoder) {
        do {
            self = .fields(try PublishedKey(from: decoder))
        } catch DecodingError.typeMismatch(_, let context) {
            let member = context.codingPath.last?.stringValue ?? ""
            self = .odd("it is no object, or its member \"\(member.prefix(16))\" is no text")
        } catch {
            self = .odd("it is no object of texts")
        }
    }

    func key() throws(KeySourceError) -> (ExactText, Insecure.RSA.PublicKey) {
        switch self {
        case .fields(let key): try key.key()
        case .odd(let reason): throw KeySourceError(reason)
        }
    }
}

private struct PublishedKey: Decodable {
    var kty: String?
    var kid: String?
    var use: String?
    var alg: String?
    var n: String?
    var e: String?

    func key() throws(KeySourceError) -> (ExactText, Insecure.RSA.PublicKey) {
        let name = kid.map { "\"\($0.prefix(64))\"" } ?? "without kid"
        guard let kid, (1...TokenParts.kidBytesMax).contains(kid.utf8.count) else {
            throw KeySourceError("key \(name): a kid of 1 to \(TokenParts.kidBytesMax) bytes is missing")
        }
        guard kty == "RSA", alg == nil || alg == TokenParts.algorithm, use == nil || use == "sig" else {
            throw KeySourceError("key \(name): it is \(kty ?? "no kty") \(alg ?? "") \(use ?? "")")
        }
        guard let n, let e else { throw KeySourceError("key \(name): n or e is missing") }
        do { return (ExactText(kid), try Insecure.RSA.PublicKey(modulus: n, exponent: e)) } catch {
            throw KeySourceError("key \(name): at least 2048 bits are needed, or n and e are no numbers (\(error))")
        }
    }
}
