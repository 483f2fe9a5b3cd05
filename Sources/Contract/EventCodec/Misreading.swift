import Events

/// Names why bytes are not the JSON that was expected, by what they look like.
///
/// A parser says where it stumbled; whoever sent the bytes needs to know what they are and what to do. Asked only after a
/// parser has refused them.
public enum Misreading {
    /// Cause and cure in one sentence; nil where nothing is recognised.
    public static func cause(of bytes: UnsafeRawBufferPointer) -> String? {
        if let form = foreignForm(of: bytes) { return form }
        var tokens = JSONTokens(bytes)
        if let mistake = tokens.mistake() { return mistake }
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        return "the text is not UTF-8: another encoding, such as Latin-1, or cut in the middle of a character"
    }

    /// What the beginning tells: a compressed file, another encoding, another serializer, another format.
    public static func foreignForm(of bytes: UnsafeRawBufferPointer) -> String? {
        if let compression = compressions.first(where: { bytes.starts(with: $0.magic) }) {
            return "the bytes are compressed with \(compression.name): send them uncompressed"
        }
        if isUTF16(bytes) { return "the text is UTF-16 or UTF-32: write UTF-8" }
        if bytes.starts(with: byteOrderMark) {
            return "the text begins with a byte-order mark (EF BB BF): write UTF-8 without one"
        }
        if let registered = registered(bytes) { return registered }
        guard bytes.first(where: { !$0.isJSONSpace }) == UInt8(ascii: "<") else { return nil }
        return "this is XML or HTML, not JSON"
    }

    /// UTF-8's, which RFC 8259 forbids to write.
    public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static let compressions: [(name: String, magic: [UInt8])] = [
        ("gzip", [0x1F, 0x8B]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("zip", [0x50, 0x4B, 0x03, 0x04]),
        ("bzip2", [0x42, 0x5A, 0x68]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    ]

    /// By a byte-order mark, or by the zero beside the first character.
    private static func isUTF16(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 2 else { return false }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        if bytes[0] != 0, bytes[1] == 0 { return true }
        return bytes.count >= 4 && bytes[0] == 0
            && ((bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0) || bytes.prefix(4).elementsEqual([0, 0, 0xFE, 0xFF]))
    }

    /// The wire format of schema registries: a zero, four bytes of the schema's id, and the payload.
    private static func registered(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count >= 5, bytes[0] == 0 else { return nil }
        let id = bytes[1..<5].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return """
            the bytes begin with a schema registry's magic byte (00, then schema id \(id)): use a serializer that writes \
            plain JSON, such as the string serializer
            """
    }
}

extension UInt8 {
    /// What may stand between JSON's tokens.
    var isJSONSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
