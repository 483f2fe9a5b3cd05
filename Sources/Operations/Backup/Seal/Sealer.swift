import Crypto

/// Turns bytes into a sealed file, a piece at a time, in the memory of a chunk or two. See ``SealFormat``.
struct Sealer {
    private let key: SymmetricKey
    private let chunkBytes: Int
    /// Sealed but not handed out yet.
    private var sealed: [UInt8]
    private var pending: [UInt8] = []
    private var number: UInt64 = 0

    /// - Parameters:
    ///   - context: where the file stands; the same must be said to open it.
    ///   - chunkBytes: not the format's only in tests.
    init(_ key: BackupKey, context: String, chunkBytes: Int = SealFormat.chunkBytes) {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<SealFormat.saltBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
        self.key = key.fileKey(salt: salt, context: context)
        self.chunkBytes = chunkBytes
        sealed = SealFormat.magic + key.identifier + salt
    }

    /// Takes bytes, and gives back what is ready to be stored.
    mutating func seal(_ bytes: [UInt8]) throws -> [UInt8] {
        pending += bytes
        var start = 0
        // What is exactly a chunk may turn out to be the last.
        while pending.count - start > chunkBytes {
            try append(pending[start..<start + chunkBytes], isLast: false)
            start += chunkBytes
        }
        pending.removeFirst(start)
        return take()
    }

    /// The end of the file; nothing may follow.
    mutating func finish() throws -> [UInt8] {
        try append(pending[...], isLast: true)
        return take()
    }

    private mutating func append(_ chunk: ArraySlice<UInt8>, isLast: Bool) throws {
        let box = try AES.GCM.seal(chunk, using: key, nonce: SealFormat.nonce(number, isLast: isLast))
        sealed += box.ciphertext
        sealed += box.tag
        number += 1
    }

    private mutating func take() -> [UInt8] {
        defer { sealed = [] }
        return sealed
    }
}
