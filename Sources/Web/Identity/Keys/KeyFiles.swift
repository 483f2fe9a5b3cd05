import FoundationEssentials
import Glibc
import PrivateFiles

/// A key pair in a directory: `private-key.pem`, which only its owner may read, and `jwks.json` beside it.
package struct KeyFiles: Sendable {
    /// Where both lie.
    package let directory: String
    /// The private key as PEM.
    package var privateKey: String { directory + "/private-key.pem" }
    /// What verifiers need.
    package var jwks: String { directory + "/jwks.json" }

    /// The files of a directory, whether they exist or not.
    package init(in directory: String) { self.directory = directory.isEmpty ? "." : directory }

    /// Makes a pair; one that is there already stays as it is.
    ///
    /// - Returns: whether it was made now.
    /// - Throws: ``KeyFilesError``, or what the cryptography library does.
    @discardableResult
    package func create() throws -> Bool {
        let isNew = access(privateKey, F_OK) != 0
        let issuer: TokenIssuer
        if isNew {
            do { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true) } catch {
                throw KeyFilesError("cannot make the directory \(directory): \(error)")
            }
            issuer = try TokenIssuer.generate()
            do { try PrivateFile.create(privateKey, issuer.privateKeyPEM) } catch {
                throw KeyFilesError(error.description)
            }
        } else {
            issuer = try self.issuer()
        }
        if access(jwks, F_OK) != 0 {
            do { try PrivateFile.createPublicPart(jwks, issuer.jwks + "\n") } catch {
                throw KeyFilesError(error.description)
            }
        }
        return isNew
    }

    /// What signs with the private key.
    ///
    /// - Throws: ``KeyFilesError`` if it cannot be read or is none.
    package func issuer() throws(KeyFilesError) -> TokenIssuer { try Self.issuer(privateKey: privateKey) }

    /// What signs with the private key in a file.
    ///
    /// - Throws: ``KeyFilesError`` if it cannot be read, is none, or can be read by others.
    package static func issuer(privateKey path: String) throws(KeyFilesError) -> TokenIssuer {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw KeyFilesError(
                "the private key \(path) cannot be read; \"pulsehub token --init DIR\" makes a key pair")
        }
        do { try PrivateFile.check(path) } catch { throw KeyFilesError(error.description) }
        do { return try TokenIssuer(privateKeyPEM: String(decoding: bytes, as: UTF8.self)) } catch {
            throw KeyFilesError("\(path) is no RSA private key of at least 2048 bits in PEM: \(error)")
        }
    }
}

/// Why a key pair cannot be made or used; for an operator.
package struct KeyFilesError: Error, CustomStringConvertible {
    /// The cause and the cure.
    package let description: String

    init(_ description: String) { self.description = description }
}
