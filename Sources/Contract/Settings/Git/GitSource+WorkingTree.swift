import FoundationEssentials

extension GitSource {
    /// The files as they lie in the working tree, whether Git knows them or not; those that it ignores are left out.
    ///
    /// Never what a process runs under: for a look before the commit.
    public func workingTree() async throws(GitError) -> Snapshot {
        guard let root = try await root() else { throw .noWorkingTree(repository: repository) }
        let list = try await git.run(
            ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"] + readPlaces,
            bytesMax: 16 << 20)
        guard list.succeeded else { throw .failed(command: "ls-files", detail: list.complaint) }
        var snapshot = Snapshot(commit: "", directory: subdirectory)
        // A file that is in conflict is listed once for each side.
        let paths = Set(list.bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }).sorted()
        let folders = Set(Snapshot.folders(beside: subdirectory) + [subdirectory])
        let entries = paths.compactMap { TreeEntry(file: "\(root)/\($0)", path: $0) }
            .filter { folders.contains($0.folder) }
        guard entries.contains(where: { $0.folder == subdirectory }) else {
            throw .noSuchDirectory(subdirectory: subdirectory, commit: nil)
        }
        let wanted = entries.filter { snapshot.wants($0) }
        var contents: [String: [UInt8]] = [:]
        for entry in wanted {
            guard let bytes = TextFile.bytes("\(root)/\(entry.path)", bytesMax: Self.fileBytesMax) else {
                throw .failed(command: "ls-files", detail: "\(entry.path) cannot be read")
            }
            contents[entry.path] = bytes
        }
        snapshot.fill(wanted, contents)
        return snapshot
    }

    /// Files of the configuration whose contents in the working tree are not those of the commit; none where the commit is not
    /// the one that is checked out, or where nothing is checked out.
    public func uncommitted(since commit: String) async throws(GitError) -> [String] {
        guard let root = try await root() else { return [] }
        let head = try await git.run(["-C", root, "rev-parse", "--verify", "--quiet", "HEAD"])
        guard head.text == commit else { return [] }
        let status = try await git.run(
            ["-C", root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--"] + readPlaces,
            bytesMax: 16 << 20)
        guard status.succeeded else { throw .failed(command: "status", detail: status.complaint) }
        // Two letters and a space before each path.
        return status.bytes.split(separator: 0).map { String(decoding: $0.dropFirst(3), as: UTF8.self) }
            .filter { path in [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) } }.sorted()
    }

    /// The root of the working tree; nil where there is none.
    private func root() async throws(GitError) -> String? {
        guard !isRemote else { return nil }
        let top = try await git.run(["-C", localPath, "rev-parse", "--show-toplevel"])
        return top.succeeded ? top.text : nil
    }

    private var readPlaces: [String] {
        subdirectory.isEmpty ? [] : [":(top,literal)\(subdirectory)", ":(top,literal)topics"]
    }
}

extension TreeEntry {
    /// A file of the working tree; nil where there is none.
    fileprivate init?(file: String, path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file) else { return nil }
        let isFile = attributes[.type] as? FileAttributeType == .typeRegular
        self.init(
            mode: isFile ? "100644" : "120000", id: path, bytes: Int(attributes[.size] as? UInt64 ?? 0), path: path)
    }
}
