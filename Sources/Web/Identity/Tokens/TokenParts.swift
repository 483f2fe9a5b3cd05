import Events
import FoundationEssentials

/// The parts of a compact JWS (RFC 7515) that a verifier looks at before it takes a key into its hand.
package struct TokenParts {
    /// The only one accepted; what the token says is compared with it and never obeyed.
    static let algorithm = "RS256"
    /// Longer tokens are refused unread. Those of the large issuers have 1 to 3 KiB.
    static let bytesMax = 8 * 1024
    static let kidBytesMax = 256

    let kid: ExactText
    /// What is signed: header and payload as they came.
    package let signed: [UInt8]
    package let payload: Data
    let signature: Data

    /// - Throws: why it can be no token of ours.
    package init(_ token: Substring) throws(InvalidToken) {
        guard token.utf8.count <= Self.bytesMax else { throw .tooLong }
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Data(base64URL: parts[0]) else { throw .malformed }
        let fields: Header
        do { fields = try JSONDecoder().decode(Header.self, from: header) } catch { throw .malformed }
        guard fields.alg == Self.algorithm else { throw .algorithm }
        guard fields.crit == nil else { throw .critical }
        guard let kid = fields.kid, (1...Self.kidBytesMax).contains(kid.utf8.count) else { throw .keyMissing }
        guard let payload = Data(base64URL: parts[1]), let signature = Data(base64URL: parts[2]) else {
            throw .malformed
        }
        self.kid = ExactText(kid)
        signed = Array(token.utf8[..<parts[1].endIndex])
        self.payload = payload
        self.signature = signature
    }

    private struct Header: Decodable {
        var alg: String?
        var kid: String?
        var crit: [String]?
    }
}

extension Data {
    /// Decodes base64url without padding; nil for anything else.
    fileprivate init?(base64URL encoded: Substring.UTF8View) {
        var standard: [UInt8] = []
        standard.reserveCapacity(encoded.count + 3)
        for byte in encoded {
            switch byte {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: standard.append(byte)
            }
        }
        while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
        self.init(base64Encoded: Data(standard))
    }
}
