import HTTPKit
import Identity

/// Where all that is stored of a person can be read.
package protocol PersonExport: Sendable {
    /// Begins to read in one state of the store: what changes meanwhile is not seen.
    ///
    /// - Parameter caller: who has at most one under way, so that nobody takes the places of all.
    /// - Throws: a 429 where the caller's last export still runs; a 503 where the store cannot answer now, or too many run
    ///   already.
    func begin(_ user: UserID, for caller: UserID) async throws(Problem) -> any ExportPages
}

/// An export under way; it ends after the last page, or when nobody holds it any more.
package protocol ExportPages: Sendable {
    /// The next lines; nil after the last one. Memory is one page, so take the next when the last one is sent.
    func next() async throws -> ExportPage?
}

/// Some lines of an export.
package struct ExportPage: Sendable, Equatable {
    /// Each a JSON object and a line feed.
    package var bytes: [UInt8]
    /// How many; never 0.
    package var lines: Int

    /// A page as read.
    package init(bytes: [UInt8], lines: Int) {
        self.bytes = bytes
        self.lines = lines
    }
}
