import EventCodec
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
        do { return try parser.parse(value) { _ in JSONBRules.accept(value) } } catch { return false }
    }

    /// Lends the parsed document, or nil if it is none.
    func withDocument<Result>(_ value: UnsafeRawBufferPointer, _ body: (JSONValue) -> Result) -> Result? {
        do { return try parser.parse(value, body) } catch { return nil }
    }
}
