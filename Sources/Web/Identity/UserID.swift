import Events
import HTTPKit

/// A user id as it stands in a path: 1 to 128 UTF-8 bytes without control characters, as in the events.
///
/// Equal only byte for byte: ids that Unicode calls equivalent are different people.
package struct UserID: Sendable, Hashable {
    /// The decoded id.
    package var text: String { exact.text }
    private let exact: ExactText

    /// Decodes one segment of a path; a percent-encoded slash belongs to the id.
    ///
    /// - Throws: a 400 that names the rule which was broken.
    package init(pathSegment: Substring) throws(Problem) {
        guard let text = PercentEncoding.decode(pathSegment) else {
            throw Problem.badRequest("the user id is not percent-encoded UTF-8")
        }
        try self.init(text)
    }

    /// Decodes one segment of a path.
    ///
    /// - Throws: a 400 that names the rule which was broken.
    package init(pathSegment: String) throws(Problem) { try self.init(pathSegment: pathSegment[...]) }

    /// Takes the id as it is.
    ///
    /// - Throws: a 400 that names the rule which was broken.
    package init(_ text: String) throws(Problem) {
        let count = text.utf8.count
        guard (1...EventLimits.subjectBytesMax).contains(count) else {
            throw Problem.badRequest("a user id has 1 to \(EventLimits.subjectBytesMax) bytes, this one has \(count)")
        }
        // The categories of Unicode are looked up in tables, which most ids need not pay for.
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        guard isPlain || text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Problem.badRequest("the user id contains control characters")
        }
        exact = ExactText(text)
    }
}
