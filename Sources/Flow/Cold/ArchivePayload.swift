import Events

/// Decides whether a record's value can stand as jsonb: the archive keeps everything else as bytes.
///
/// Not thread-safe: one per thread.
final class ArchivePayload {
    /// Larger documents stay bytes.
    static let documentBytesMax = 2 << 20

    private let parser = JSONParser(capacity: ArchivePayload.documentBytesMax)

    /// Whether the bytes are JSON that PostgreSQL's jsonb takes.
    func isJSONB(_ value: UnsafeRawBufferPointer) -> Bool {
        guard !Self.mayHoldNUL(value) else { return false }
        do { return try parser.parse(value) { _ in true } } catch { return false }
    }

    /// Whether the escape `\u0000` occurs, which is JSON but which jsonb refuses.
    ///
    /// An escaped backslash before `u0000` is taken for it too; such a value is kept as bytes, which loses nothing.
    static func mayHoldNUL(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count >= 6 else { return false }
        for index in 0...(value.count - 6) where value[index] == UInt8(ascii: "\\") {
            if value[index + 1] == UInt8(ascii: "u"), (2...5).allSatisfy({ value[index + $0] == UInt8(ascii: "0") }) {
                return true
            }
        }
        return false
    }

    /// Lends the parsed document, or nil if it is none.
    func withDocument<Result>(_ value: UnsafeRawBufferPointer, _ body: (JSONValue) -> Result) -> Result? {
        do { return try parser.parse(value, body) } catch { return nil }
    }
}
