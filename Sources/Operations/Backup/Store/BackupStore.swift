/// Takes bytes; suspends while whoever takes them has enough.
package typealias ByteSink = (_ bytes: [UInt8]) async throws -> Void

/// A file of a store.
package struct StoredFile: Sendable, Equatable {
    /// Folder and name, `2026-11-21T02-30-00Z/manifest`.
    package let path: String
    package let bytes: Int64
}

/// Where backups are kept: files by path, that are there whole or not at all.
package protocol BackupStore: Sendable {
    /// Stores all that the body writes. If the body throws, or this process dies, there is no such file, or one that is
    /// cut off and that ``tidy()`` or ``delete(_:)`` takes away; an earlier file of the path stays or is replaced as a whole.
    func put(_ path: String, _ body: (@escaping ByteSink) async throws -> Void) async throws
    /// Hands the file's bytes to the body, in order; `.notFound` if there is none.
    func get(_ path: String, _ body: ByteSink) async throws
    /// Every file.
    func list() async throws -> [StoredFile]
    /// Takes a file away; one that is not there is no error.
    func delete(_ path: String) async throws
    /// Takes away what earlier processes have begun and not finished.
    func tidy() async throws
}

extension BackupStore {
    /// A whole file of at most so many bytes.
    func contents(of path: String, bytesMax: Int) async throws -> [UInt8] {
        var contents: [UInt8] = []
        try await get(path) { bytes in
            contents += bytes
            guard contents.count <= bytesMax else {
                throw BackupError(.damaged, "\(path) is larger than the \(bytesMax) bytes that it may have")
            }
        }
        return contents
    }
}
