import FoundationEssentials

/// Bounded reads of small files in the working tree.
enum TextFile {
    /// Nil when the path is no regular file, is larger than allowed, cannot be read or is not UTF-8.
    static func read(_ path: String, bytesMax: Int) -> String? {
        bytes(path, bytesMax: bytesMax).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Nil when the path is no regular file, is larger than allowed or cannot be read.
    static func bytes(_ path: String, bytesMax: Int) -> [UInt8]? {
        // Looked at before it is opened: a pipe would block, and a huge file would fill the memory. Secrets that
        // an orchestrator mounts are links, and attributes are those of the link itself.
        let path = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes[.size] as? UInt64, size <= UInt64(bytesMax),
            let data = try? Data(contentsOf: URL(filePath: path)), data.count <= bytesMax
        else { return nil }
        return Array(data)
    }
}
