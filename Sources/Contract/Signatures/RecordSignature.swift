import Crypto

/// The keys that records on Kafka are signed with: HMAC-SHA256 over the record's key, a zero byte, and its value.
///
/// While keys are exchanged there are two: the current one signs, both are accepted.
package struct RecordSignature: Sendable {
    /// The name of the record header with the signature: 64 hexadecimal digits.
    package static let header = "pulsehub-signature"
    /// A shorter key could be guessed.
    package static let keyBytesMin = 32

    private let current: SymmetricKey
    private let previous: SymmetricKey?

    /// - Parameters:
    ///   - current: text of at least ``keyBytesMin`` bytes, which are the key.
    ///   - previous: the key before it, as long as records under it are still to be read.
    /// - Throws: ``WeakSignatureKey``.
    package init(current: String, previous: String? = nil) throws(WeakSignatureKey) {
        guard current.utf8.count >= Self.keyBytesMin, (previous?.utf8.count ?? .max) >= Self.keyBytesMin else {
            throw WeakSignatureKey()
        }
        self.current = SymmetricKey(data: Array(current.utf8))
        self.previous = previous.map { SymmetricKey(data: Array($0.utf8)) }
    }

    /// The header's value for a record.
    package func sign(key: [UInt8], value: [UInt8]) -> [UInt8] {
        let code = key.withUnsafeBytes { key in value.withUnsafeBytes { Self.code(key, $0, current) } }
        return code.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }
    }

    /// Whether one of the keys has made the signature for this record. Takes the same time whatever the guess.
    package func isValid(
        _ signature: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?
    ) -> Bool {
        guard let bytes = Self.bytes(signature) else { return false }
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        return [current, previous].contains { candidate in
            candidate.map { Self.code(key ?? empty, value ?? empty, $0) == bytes } ?? false
        }
    }

    private static func code(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ secret: SymmetricKey
    ) -> HMAC<SHA256>.MAC {
        var mac = HMAC<SHA256>(key: secret)
        mac.update(data: key)
        mac.update(data: [0])
        mac.update(data: value)
        return mac.finalize()
    }

    private static func digit(_ half: UInt8) -> UInt8 { half < 10 ? 0x30 + half : 0x61 + half - 10 }

    private static func bytes(_ digits: UnsafeRawBufferPointer) -> [UInt8]? {
        guard digits.count == 2 * SHA256.byteCount else { return nil }
        let halves = digits.map { Character(UnicodeScalar($0)).hexDigitValue.map { UInt8($0) } }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: halves.count, by: 2) {
            guard let high = halves[index], let low = halves[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

/// A key that is too short to sign with.
package struct WeakSignatureKey: Error, CustomStringConvertible {
    /// The cause and the cure.
    package var description: String {
        "a signature key has at least \(RecordSignature.keyBytesMin) bytes; cure: openssl rand -hex 32"
    }
}
