import FoundationEssentials

/// Finds what is shipped with the code, such as `topics` and `db/migrations`.
package enum ProjectFiles {
    /// A build lies at most this deep below the checkout: `.build/<triple>/release/pulsehub`.
    private static let levelsMax = 5

    /// The directory that the operator gave; else the one of this name in the working directory; else the nearest one
    /// above the executable.
    ///
    /// - Parameters:
    ///   - given: the value of `option`, which then must be a directory itself.
    ///   - option: how the operator can name another place, such as `--topics`.
    /// - Throws: ``OperatorError`` that names every place tried.
    package static func directory(
        _ path: String, given: String?, option: String, executable: String? = Self.executable
    ) throws(OperatorError) -> String {
        let places = given.map { [$0] } ?? candidates(path, executable: executable)
        if let found = places.first(where: isDirectory) { return found }
        throw OperatorError("no directory \(path) was found; name it with \(option). Tried:\n\(list(places))")
    }

    /// The file of this name in the working directory; else the nearest one above the executable.
    ///
    /// - Throws: ``OperatorError`` that names every place tried.
    package static func file(_ path: String, executable: String? = Self.executable) throws(OperatorError) -> String {
        let places = candidates(path, executable: executable)
        if let found = places.first(where: FileManager.default.isReadableFile(atPath:)) { return found }
        throw OperatorError("no file \(path) was found. Tried:\n\(list(places))")
    }

    /// The working directory's first, then one for each folder above the executable.
    package static func candidates(_ path: String, executable: String?) -> [String] {
        var places = [path]
        var folder = (executable ?? "").split(separator: "/").dropLast()
        for _ in 0..<levelsMax where !folder.isEmpty {
            places.append("/\(folder.joined(separator: "/"))/\(path)")
            folder = folder.dropLast()
        }
        return places
    }

    /// The program's own file, links resolved.
    package static var executable: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    private static func list(_ places: [String]) -> String { places.map { "  \($0)" }.joined(separator: "\n") }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }
}
