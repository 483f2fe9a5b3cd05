/// A directory of configuration at a commit of a Git repository; of the working tree only ``workingTree()`` reads.
package struct GitSource: Sendable {
    /// A path, or the URL of a remote repository.
    package let repository: String
    /// The directory from the root of the repository; empty for the root itself.
    package let subdirectory: String
    /// A branch, a tag or a commit id.
    package let ref: String
    /// Where bare copies of remote repositories are kept.
    package let cacheDirectory: String

    /// Whether a commit without a good signature, by the rules of `git verify-commit`, is refused.
    package let requireSigned: Bool

    let git: GitCommand

    /// Nothing is read before ``snapshot()``.
    package init(
        repository: String, subdirectory: String = "config", ref: String = "HEAD",
        cacheDirectory: String = ".pulsehub/git", requireSigned: Bool = false, deadline: Duration = .seconds(15)
    ) {
        self.repository = repository
        self.subdirectory = subdirectory.split(separator: "/").joined(separator: "/")
        self.ref = ref
        self.cacheDirectory = cacheDirectory
        self.requireSigned = requireSigned
        git = GitCommand(deadline: deadline)
    }

    /// The largest configuration file; a larger one is refused unread.
    package static let fileBytesMax = 1 << 20
    private static let filesMax = 1024
    private static let bytesMax = 16 << 20

    /// The same place at another branch, tag or commit.
    package func at(_ ref: String) -> GitSource {
        GitSource(
            repository: repository, subdirectory: subdirectory, ref: ref, cacheDirectory: cacheDirectory,
            requireSigned: requireSigned, deadline: git.deadline)
    }

    /// The commit that `ref` names now; a remote repository is fetched first.
    package func resolve() async throws(GitError) -> String {
        try await resolve(in: localRepository())
    }

    /// The files at the commit that `ref` names now.
    package func snapshot() async throws(GitError) -> Snapshot {
        let path = try await localRepository()
        return try await snapshot(at: resolve(in: path), in: path)
    }

    /// The files at a commit that ``resolve()`` has answered; nothing is fetched.
    package func snapshot(at commit: String) async throws(GitError) -> Snapshot {
        try await snapshot(at: commit, in: isRemote ? copy : localPath)
    }

    private func snapshot(at commit: String, in path: String) async throws(GitError) -> Snapshot {
        if requireSigned { try await verifySignature(of: commit, in: path) }
        var snapshot = Snapshot(commit: commit, directory: subdirectory)
        let entries = try await list(commit, in: path)
        let wanted = entries.filter { snapshot.wants($0) }
        guard wanted.count <= Self.filesMax else {
            throw .tooLarge("\(subdirectory)/ holds \(wanted.count) YAML files, more than \(Self.filesMax)")
        }
        let contents = try await read(wanted, in: path)
        snapshot.fill(wanted, contents)
        snapshot.changes = try await changes(upTo: snapshot, in: path)
        return snapshot
    }

    private func verifySignature(of commit: String, in path: String) async throws(GitError) {
        let verified = try await git.run(["-C", path, "verify-commit", "--", commit])
        guard verified.succeeded else {
            let silent = verified.complaint == GitCommand.Output.noComplaint
            throw .notSigned(commit: commit, detail: silent ? "it is not signed" : verified.complaint)
        }
    }

    func resolve(in path: String) async throws(GitError) -> String { try await find(in: path).commit }

    /// The commit, and whether `ref` is its id, so that no other can ever be meant.
    func find(in path: String) async throws(GitError) -> (commit: String, isPinned: Bool) {
        guard !ref.hasPrefix("-"), !ref.isEmpty, ref.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            !ref.contains(":"), !ref.contains("..")
        else { throw .unsafeRef(ref) }
        let inside = try await git.run(["-C", path, "rev-parse", "--git-dir"])
        guard inside.succeeded else { throw .notARepository(path: path, detail: inside.complaint) }
        let named = try await meaning(of: localRef, in: path)
        let parsed = try await git.run(["-C", path, "rev-parse", "--verify", "--quiet", "\(named.text)^{commit}"])
        if parsed.succeeded {
            return (parsed.text, named == .revision(ref) && parsed.text.hasPrefix(ref.lowercased()))
        }
        let any = try await git.run(["-C", path, "rev-list", "--all", "--max-count=1"])
        guard any.succeeded, !any.text.isEmpty else { throw .noCommit(repository: repository) }
        throw .unknownRef(ref: ref, repository: repository)
    }

    private func list(_ commit: String, in path: String) async throws(GitError) -> [TreeEntry] {
        let listing = ["-C", path, "ls-tree", "--full-tree", "-z", "-l", commit]
        let tree = try await git.run(listing + ["--"] + Snapshot.folders(beside: subdirectory).map { "\($0)/" })
        let root = subdirectory.isEmpty ? try await git.run(listing) : tree
        guard tree.succeeded, root.succeeded else {
            throw .failed(command: "ls-tree", detail: tree.succeeded ? root.complaint : tree.complaint)
        }
        let bytes = subdirectory.isEmpty ? root.bytes + tree.bytes : tree.bytes
        let entries = bytes.split(separator: 0).compactMap { TreeEntry($0) }
        guard entries.contains(where: { $0.folder == subdirectory }) else {
            throw .noSuchDirectory(subdirectory: subdirectory, commit: commit)
        }
        return entries
    }

    private func read(_ entries: [TreeEntry], in path: String) async throws(GitError) -> [String: [UInt8]] {
        let bytesMax = entries.reduce(0) { $0 + $1.bytes + 128 }
        guard bytesMax <= Self.bytesMax else {
            throw .tooLarge("\(entries.count) files of \(bytesMax >> 20) MiB, more than \(Self.bytesMax >> 20) MiB")
        }
        let objects = try await objects(entries.map(\.id), in: path, bytesMax: bytesMax)
        var files: [String: [UInt8]] = [:]
        for entry in entries { files[entry.path] = objects[entry.id] }
        return files
    }
}
