import Streaming

/// SQL that finds records of which only their key says whose they are, by the indexes of the archive.
package enum RecordsByKey {
    /// The indexes leave longer keys out: those are nobody's.
    private static let bytesMax = 256

    /// The condition on `key` for a user.
    ///
    /// - Parameter user: an SQL expression for the bytes of the user's id.
    package static func condition(user: String) -> String {
        let keys = InsightKey.all(of: "").map { "\(user) || '\\x\($0.bytes.map(hexadecimal).joined())'::bytea" }
        return "octet_length(key) <= \(bytesMax) AND key IN (\(keys.joined(separator: ", ")))"
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
