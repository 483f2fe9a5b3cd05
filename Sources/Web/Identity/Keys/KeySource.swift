import AsyncHTTPClient
import FoundationEssentials
import HTTPKit
import NIOCore
import NIOHTTP1

/// Where the issuer's public keys are published.
package enum KeySource: Sendable, Hashable, CustomStringConvertible {
    /// A JWKS file, by its path.
    case file(String)
    /// A JWKS document at an `http` or `https` address, such as an issuer's `jwks_uri`.
    case url(String)

    /// More than the largest set that is taken: a key of 4096 bits has 800 bytes, and certificates may stand beside it.
    private static let bytesMax = 1024 * 1024
    /// For the whole exchange, redirects and the last byte of the body included.
    static let patience = Duration.seconds(5)

    /// For messages.
    package var description: String {
        switch self {
        case .file(let path): "the file \(path)"
        case .url(let url): url
        }
    }

    /// The document as it is now.
    func read() async throws(KeySourceError) -> [UInt8] {
        switch self {
        case .file(let path): try Self.read(path)
        case .url(let url): try await Self.fetch(url)
        }
    }

    private static func read(_ path: String) throws(KeySourceError) -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw KeySourceError("it does not exist or cannot be read")
        }
        guard bytes.count <= bytesMax else { throw KeySourceError("it has more than \(bytesMax) bytes") }
        return [UInt8](bytes)
    }

    private static func fetch(_ url: String) async throws(KeySourceError) -> [UInt8] {
        do {
            // The client's own limit ends with the head of the answer.
            return try await within(patience) {
                let request = HTTPClientRequest(url: url)
                let response = try await HTTPClient.shared.execute(request, timeout: TimeAmount(patience))
                guard response.status == .ok else { throw KeySourceError("it answers \(response.status.code)") }
                return Array(try await response.body.collect(upTo: bytesMax).readableBytesView)
            }
        } catch let error as KeySourceError {
            throw error
        } catch {
            throw KeySourceError("it cannot be fetched: \(error)")
        }
    }
}

/// Why there are no keys; for an operator.
package struct KeySourceError: Error, CustomStringConvertible {
    /// What was found.
    package let description: String

    init(_ description: String) { self.description = description }
}
