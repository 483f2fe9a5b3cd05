import Crypto

/// The form of a sealed file: a header, then chunks of AES-256-GCM, after the STREAM construction of Hoang, Reyhanitabar,
/// Rogaway and Vizár (2015), which `age` uses too.
///
///     header  "PHSEAL", 0, 1 | id of the key, 8 bytes | salt, 32 bytes
///     chunk   ciphertext, 1 MiB or less | tag, 16 bytes
///
/// The key of a file comes by HKDF from the master key, the random salt and the file's name, so no nonce is ever used twice
/// under one key. A chunk's nonce is its number in 11 bytes and a byte that is 1 for the last: a chunk that was moved, left
/// out or cut off, and a file that ends early, have no valid tag. Only the last chunk may be shorter than 1 MiB, and it is
/// empty only in a file of nothing.
enum SealFormat {
    static let magic = Array("PHSEAL".utf8) + [0, 1]
    static let saltBytes = 32
    static let headerBytes = 8 + 8 + saltBytes
    static let chunkBytes = 1 << 20
    static let tagBytes = 16

    static func nonce(_ number: UInt64, isLast: Bool) throws -> AES.GCM.Nonce {
        var bytes: [UInt8] = [0, 0, 0]
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
        bytes.append(isLast ? 1 : 0)
        return try AES.GCM.Nonce(data: bytes)
    }
}
