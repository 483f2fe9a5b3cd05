import FoundationEssentials

/// Finds programs of Debian's packages.
enum Programs {
    /// The path of a program on `PATH`, else in the newest of PostgreSQL's versioned directories; nil if absent.
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return (path.split(separator: ":").map(String.init) + postgresDirectories)
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// As `find`; throws an error that names the package.
    static func require(_ name: String, package: String) throws(LocalServerError) -> String {
        guard let path = find(name) else {
            throw LocalServerError(name, "is not installed; cure: apt-get install \(package)")
        }
        return path
    }

    /// Debian keeps the server's programs of each version off `PATH`.
    private static var postgresDirectories: [String] {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { Double($0) == nil ? nil : $0 }
            .sorted { (Double($0) ?? 0) > (Double($1) ?? 0) }
            .map { "\(root)/\($0)/bin" }
    }
}
