/// A text as a dictionary key: equal to another only where their bytes are.
///
/// Swift's `String` takes canonically equivalent spellings, such as a composed and a decomposed `é`, for equal; Kafka,
/// Redis and PostgreSQL do not. Two such user ids are two people, who must never meet in one entry.
public struct ExactText: Hashable, Sendable {
    /// The text.
    public let text: String

    /// A key.
    public init(_ text: String) { self.text = text }

    /// Compares UTF-8 bytes.
    public static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    /// Hashes UTF-8 bytes.
    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
