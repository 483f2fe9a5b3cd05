import Crypto

/// Opens a sealed file, a piece at a time. Bytes that it gives out are the sealer's, in their order; that they are all
/// is known when ``finish()`` has returned. See ``SealFormat``.
struct Unsealer {
    private let master: BackupKey
    private let context: String
    private let chunkBytes: Int
    private var key: SymmetricKey?
    private var pending: [UInt8] = []
    private var number: UInt64 = 0

    /// - Parameter context: where the file stands, as it was said to the sealer.
    init(_ key: BackupKey, context: String, chunkBytes: Int = SealFormat.chunkBytes) {
        master = key
        self.context = context
        self.chunkBytes = chunkBytes
    }

    /// Takes bytes of the file, and gives back what they say.
    mutating func open(_ bytes: [UInt8]) throws(BackupError) -> [UInt8] {
        pending += bytes
        var start = 0
        if key == nil {
            guard pending.count >= SealFormat.headerBytes else { return [] }
            try readHeader()
            start = SealFormat.headerBytes
        }
        var opened: [UInt8] = []
        while pending.count - start > chunkBytes + SealFormat.tagBytes {
            let end = start + chunkBytes + SealFormat.tagBytes
            try append(pending[start..<end], to: &opened, isLast: false)
            start = end
        }
        pending.removeFirst(start)
        return opened
    }

    /// The file has ended: its last chunk, or an error if that is not its end.
    mutating func finish() throws(BackupError) -> [UInt8] {
        guard key != nil else { throw damaged("it ends within its header") }
        var opened: [UInt8] = []
        try append(pending[...], to: &opened, isLast: true)
        pending = []
        return opened
    }

    private mutating func readHeader() throws(BackupError) {
        guard pending.starts(with: SealFormat.magic) else { throw damaged("it is no sealed file of this form") }
        guard pending[8..<16].elementsEqual(master.identifier) else {
            let id = pending[8..<16].hexadecimal
            throw BackupError(
                .wrongKey,
                "\(context) was sealed with the key \(id), and backup.keyFile holds \(master.id): name the file of that key"
            )
        }
        key = master.fileKey(salt: Array(pending[16..<SealFormat.headerBytes]), context: context)
    }

    private mutating func append(
        _ chunk: ArraySlice<UInt8>, to opened: inout [UInt8], isLast: Bool
    ) throws(BackupError) {
        guard let key, chunk.count >= SealFormat.tagBytes else { throw damaged("it ends early") }
        let body = chunk.dropLast(SealFormat.tagBytes)
        // Else a file could be made longer by an empty end.
        guard !isLast || number == 0 || !body.isEmpty else { throw damaged("it ends with nothing") }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: SealFormat.nonce(number, isLast: isLast), ciphertext: body,
                tag: chunk.suffix(SealFormat.tagBytes))
            opened += try AES.GCM.open(box, using: key)
        } catch {
            throw damaged("chunk \(number) is not what was sealed, or the file is cut off")
        }
        number += 1
    }

    private func damaged(_ how: String) -> BackupError { BackupError(.damaged, "\(context) is damaged: \(how)") }
}
