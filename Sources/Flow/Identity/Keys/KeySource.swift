import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// Where the issuer's public keys are published.
public enum KeySource: Sendable, Hashable, CustomStringConvertible {
    /// A JWKS file, by its path.
    case file(String)
    /// A JWKS document at an `http` or `https` address, such as an issuer's `jwks_uri`.
    case url(String)

    /// Far more than the largest set that is taken.
    private static let bytesMax = 256 * 1024
    private static let patience = TimeAmount.seconds(5)

    /// For messages.
    public var description: String {
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
            let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: patience)
            guard response.status == .ok else { throw KeySourceError("it answers \(response.status.code)") }
            let body = try await response.body.collect(upTo: bytesMax)
            return Array(body.readableBytesView)
        } catch let error as KeySourceError {
            throw error
        } catch {
            throw KeySourceError("it cannot be fetched: \(error)")
        }
    }
}

/// Why there are no keys; for an operator.
public struct KeySourceError: Error, CustomStringConvertible {
    /// What was found.
    public let description: String

    init(_ description: String) { self.description = description }
}
