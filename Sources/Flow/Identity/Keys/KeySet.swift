import Events
import FoundationEssentials
import JWTKit

/// The public keys that sign tokens, by their `kid`; equal to another set with the same keys.
package struct KeySet: Sendable, Equatable {
    /// More keys than any issuer rotates through.
    static let keysMax = 64

    private let keys: [ExactText: Insecure.RSA.PublicKey]
    private let algorithms: [ExactText: any JWTAlgorithm]

    /// Takes the RSA keys for RS256 signatures out of a JSON Web Key Set (RFC 7517); issuers publish others beside them.
    ///
    /// - Throws: what is wrong, where no key can be used.
    package init(jwks json: [UInt8]) async throws(KeySourceError) {
        let published: PublishedKeys
        do { published = try JSONDecoder().decode(PublishedKeys.self, from: Data(json)) } catch {
            throw KeySourceError("it is no JSON Web Key Set: an object with an array \"keys\" is expected")
        }
        var keys: [ExactText: Insecure.RSA.PublicKey] = [:]
        var refusals: [String] = []
        for candidate in published.keys.prefix(Self.keysMax) {
            do throws(KeySourceError) {
                let (kid, key) = try candidate.key()
                keys[kid] = key
            } catch {
                refusals.append(error.description)
            }
        }
        guard !keys.isEmpty else {
            let found = refusals.isEmpty ? "it is empty" : refusals.prefix(5).joined(separator: "; ")
            throw KeySourceError("it has no RSA key with a kid for RS256: \(found)")
        }
        var algorithms: [ExactText: any JWTAlgorithm] = [:]
        for (kid, key) in keys {
            // A collection for each key: one of several keys would try its default where the kid is unknown.
            let collection = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
            do { algorithms[kid] = try await collection.getKey() } catch {
                throw KeySourceError("the key \(kid.text) cannot be used: \(error)")
            }
        }
        self.keys = keys
        self.algorithms = algorithms
    }

    /// What verifies the signatures of a key; nil for a `kid` that is not in the set.
    subscript(kid: ExactText) -> (any JWTAlgorithm)? { algorithms[kid] }

    /// For the log.
    var names: [String] { keys.keys.map(\.text).sorted() }

    package static func == (a: KeySet, b: KeySet) -> Bool { a.keys == b.keys }
}

/// The part of a JSON Web Key Set that tells whether a key is one of ours; a key of an unknown kind is no error.
private struct PublishedKeys: Decodable {
    let keys: [PublishedKey]
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
