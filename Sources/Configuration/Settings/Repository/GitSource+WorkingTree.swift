import FoundationEssentials

extension GitSource {
    /// The files as they lie in the working tree, whether Git knows them or not; those that it ignores are left out.
    ///
    /// Never what a process runs under: for a look before the commit.
    package func workingTree() async throws(GitError) -> Snapshot {
        guard let root = try await root() else { throw .noWorkingTree(repository: repository) }
        let paths = try await listed(in: root)
        var snapshot = Snapshot(commit: "", directory: subdirectory)
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
    package func uncommitted(since commit: String) async throws(GitError) -> [String] {
        guard let root = try await root() else { return [] }
        let head = try await git.run(["-C", root, "rev-parse", "--verify", "--quiet", "HEAD"])
        guard head.text == commit else { return [] }
        // Compared here: to tell what changed, git status runs the filters that the repository's configuration names.
        let tree = try await git.run(
            ["-C", root, "ls-tree", "--full-tree", "-r", "-z", "-l", commit, "--"]
                + (subdirectory.isEmpty ? [] : [subdirectory, "topics"]),
            bytesMax: 16 << 20)
        guard tree.succeeded else { throw .failed(command: "ls-tree", detail: tree.complaint) }
        let committed = tree.bytes.split(separator: 0).compactMap { TreeEntry($0) }.filter(\.canBeRead)
        let files = try await listed(in: root).compactMap { TreeEntry(file: "\(root)/\($0)", path: $0) }
            .filter(\.canBeRead)
        let ids = try await ids(of: files, in: root)
        let now = Dictionary(zip(files, ids).map { ($0.path, $1) }, uniquingKeysWith: { first, _ in first })
        let then = Dictionary(
            committed.map { ($0.path, $0.isFile ? $0.id : "") }, uniquingKeysWith: { first, _ in first })
        return Set(now.keys).union(then.keys).filter { now[$0] != then[$0] }.sorted()
    }

    /// What Git would call the contents of the files, in their order; empty for what is no file.
    private func ids(of entries: [TreeEntry], in root: String) async throws(GitError) -> [String] {
        let paths = entries.filter(\.isFile).map { "\($0.path)\n" }
        let hashed = try await git.run(
            ["-C", root, "hash-object", "--no-filters", "--stdin-paths"], input: paths.joined(),
            bytesMax: 128 * (paths.count + 1))
        var lines = hashed.text.split(whereSeparator: \.isNewline).map(String.init)[...]
        guard hashed.succeeded, lines.count == paths.count else {
            throw .failed(command: "hash-object", detail: hashed.complaint)
        }
        return entries.map { $0.isFile ? lines.removeFirst() : "" }
    }

    /// The paths that Git knows or would add.
    private func listed(in root: String) async throws(GitError) -> [String] {
        let list = try await git.run(
            ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"] + readPlaces,
            bytesMax: 16 << 20)
        guard list.succeeded else { throw .failed(command: "ls-files", detail: list.complaint) }
        // A file that is in conflict is listed once for each side.
        return Set(list.bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }).sorted()
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
    fileprivate var isFile: Bool { mode.hasPrefix("100") }

    /// Whether it is of a kind that configuration is made of; Git is told of paths in lines.
    fileprivate var canBeRead: Bool {
        [".yaml", ".yml", ".json"].contains(where: path.hasSuffix) && !path.contains("\n")
    }

    /// A file of the working tree; nil where there is none.
    fileprivate init?(file: String, path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file) else { return nil }
        let isFile = attributes[.type] as? FileAttributeType == .typeRegular
        self.init(
            mode: isFile ? "100644" : "120000", id: path, bytes: Int(attributes[.size] as? UInt64 ?? 0), path: path)
    }
}
