import Foundation

/// Finds the files that are shipped with the code: from the working directory, else from beside the executable.
enum ProjectFiles {
    /// The SQL migrations.
    static func migrations() throws -> String { try find("db/migrations") }

    /// The topic files.
    static func topics() throws -> String { try find("topics") }

    private static func find(_ path: String) throws -> String {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        // .build/<triple>/<configuration>/pulsehub stands four levels below the root of a checkout.
        var folders = [FileManager.default.currentDirectoryPath]
        var folder = executable.deletingLastPathComponent()
        for _ in 0..<4 {
            folders.append(folder.path)
            folder = folder.deletingLastPathComponent()
        }
        let tried = folders.map { $0 + "/" + path }
        if let found = tried.first(where: { FileManager.default.fileExists(atPath: $0) }) { return found }
        throw MissingFiles(path: path, tried: tried)
    }
}

/// A folder that belongs to the project is nowhere to be found.
struct MissingFiles: Error, CustomStringConvertible {
    let path: String
    let tried: [String]

    var description: String {
        "cannot find \(path); run from the project's folder or name it. Tried:\n  " + tried.joined(separator: "\n  ")
    }
}
