import Crypto
import Glibc
import PrivateFiles

/// The key that backups are sealed with; never printed.
package struct BackupKey: Sendable {
    private let master: SymmetricKey

    /// Tells keys apart and says nothing about them: 16 hexadecimal digits, derived from the key.
    package var id: String { identifier.hexadecimal }

    let identifier: [UInt8]

    /// What a key file may hold: the bytes themselves, or 64 hexadecimal digits as `openssl rand -hex 32` prints them.
    static let byteCount = 32
    private static let fileBytesMax = 4096

    /// 32 random bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        master = SymmetricKey(data: bytes)
        identifier = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, info: Array("pulsehub key id".utf8), outputByteCount: 8
        )
        .withUnsafeBytes { Array($0) }
    }

    /// Reads a key file.
    package init(file path: String) throws(BackupError) {
        guard let handle = fopen(path, "rb") else {
            throw BackupError(
                .key,
                "the key file \(path) cannot be read (\(String(cString: strerror(errno)))): set backup.keyFile, or make "
                    + "a key with \"pulsehub backup key \(path)\"")
        }
        defer { fclose(handle) }
        do { try PrivateFile.check(path) } catch { throw BackupError(.key, "the key file: \(error)") }
        var bytes = [UInt8](repeating: 0, count: Self.fileBytesMax)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, handle))
        guard let key = BackupKey(bytes) ?? Self.hexadecimal(bytes).flatMap({ BackupKey($0) }) else {
            throw BackupError(
                .key,
                "the key file \(path) holds no key: it must be 32 random bytes, or 64 hexadecimal digits; "
                    + "\"pulsehub backup key FILE\" makes one")
        }
        self = key
    }

    /// Makes a key file that only its owner can read.
    ///
    /// - Throws: `.key` if the file exists, since whoever overwrites a key loses every backup sealed with it.
    package static func create(file path: String) throws(BackupError) -> BackupKey {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            throw BackupError(.key, "the key file \(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let text = Array((key.hexadecimal + "\n").utf8)
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0, let key = BackupKey(key) else {
            throw BackupError(.key, "the key file \(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        return key
    }

    /// A key for one sealed file: whoever puts one file in the place of another finds that it does not open.
    func fileKey(salt: [UInt8], context: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, salt: salt, info: Array("pulsehub sealed file 1\u{0}\(context)".utf8),
            outputByteCount: Self.byteCount)
    }

    private static func hexadecimal(_ text: [UInt8]) -> [UInt8]? {
        let digits = String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace }
        guard digits.utf8.count == 2 * byteCount, digits.allSatisfy(\.isHexDigit) else { return nil }
        var rest = digits[...]
        var bytes: [UInt8] = []
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
