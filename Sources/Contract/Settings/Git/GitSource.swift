/// A directory of configuration at a commit of a Git repository; the working tree is never read.
public struct GitSource: Sendable {
    /// A path, or the URL of a remote repository.
    public let repository: String
    /// The directory from the root of the repository; empty for the root itself.
    public let subdirectory: String
    /// A branch, a tag or a commit id.
    public let ref: String
    /// Where bare copies of remote repositories are kept.
    public let cacheDirectory: String

    let git: GitCommand

    /// Nothing is read before ``snapshot()``.
    public init(
        repository: String, subdirectory: String = "config", ref: String = "HEAD",
        cacheDirectory: String = ".pulsehub/git", deadline: Duration = .seconds(15)
    ) {
        self.repository = repository
        self.subdirectory = subdirectory.split(separator: "/").joined(separator: "/")
        self.ref = ref
        self.cacheDirectory = cacheDirectory
        git = GitCommand(deadline: deadline)
    }

    /// The YAML files of one commit.
    public struct Snapshot: Sendable {
        /// The full commit id.
        public let commit: String
        /// Contents by file name, without the directory.
        public let files: [String: [UInt8]]
        /// Entries that cannot be configuration: links, files over 1 MiB, misspelt endings.
        public let problems: [Problem]
        let directory: String

        func path(_ file: String) -> String { directory.isEmpty ? file : "\(directory)/\(file)" }
    }

    /// The largest configuration file; a larger one is refused unread.
    public static let fileBytesMax = 1 << 20
    private static let filesMax = 256

    /// The commit that `ref` names now; a remote repository is fetched first.
    public func resolve() async throws(GitError) -> String {
        try await resolve(in: localRepository())
    }

    /// The files at the commit that `ref` names now.
    public func snapshot() async throws(GitError) -> Snapshot {
        let path = try await localRepository()
        let commit = try await resolve(in: path)
        let entries = try await list(commit, in: path)
        var problems: [Problem] = []
        var wanted: [TreeEntry] = []
        for entry in entries {
            if let problem = entry.problem { problems.append(problem) } else if entry.isYAML { wanted.append(entry) }
        }
        guard wanted.count <= Self.filesMax else {
            throw .tooLarge("\(subdirectory)/ holds \(wanted.count) YAML files, more than \(Self.filesMax)")
        }
        let contents = try await read(wanted, in: path)
        return Snapshot(commit: commit, files: contents, problems: problems, directory: subdirectory)
    }

    private func resolve(in path: String) async throws(GitError) -> String {
        guard !ref.hasPrefix("-"), !ref.isEmpty, ref.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            !ref.contains(":"), !ref.contains("..")
        else { throw .unsafeRef(ref) }
        let inside = try await git.run(["-C", path, "rev-parse", "--git-dir"])
        guard inside.succeeded else { throw .notARepository(path: path, detail: inside.complaint) }
        let parsed = try await git.run(["-C", path, "rev-parse", "--verify", "--quiet", "\(ref)^{commit}"])
        if parsed.succeeded { return parsed.text }
        let any = try await git.run(["-C", path, "rev-list", "--all", "--max-count=1"])
        guard any.succeeded, !any.text.isEmpty else { throw .noCommit(repository: repository) }
        throw .unknownRef(ref: ref, repository: repository)
    }

    private func list(_ commit: String, in path: String) async throws(GitError) -> [TreeEntry] {
        let place = subdirectory.isEmpty ? [] : ["--", "\(subdirectory)/"]
        let tree = try await git.run(["-C", path, "ls-tree", "--full-tree", "-z", "-l", commit] + place)
        guard tree.succeeded else { throw .failed(command: "ls-tree", detail: tree.complaint) }
        let entries = tree.bytes.split(separator: 0).compactMap { TreeEntry($0) }
        guard !entries.isEmpty else { throw .noSuchDirectory(subdirectory: subdirectory, commit: commit) }
        return entries
    }

    /// One process for all files: `cat-file --batch` answers `<id> blob <size>`, the bytes and a newline for each.
    private func read(_ entries: [TreeEntry], in path: String) async throws(GitError) -> [String: [UInt8]] {
        guard !entries.isEmpty else { return [:] }
        let bytesMax = entries.reduce(0) { $0 + $1.bytes + 128 }
        let answer = try await git.run(
            ["-C", path, "cat-file", "--batch"], input: entries.map { "\($0.id)\n" }.joined(), bytesMax: bytesMax)
        guard answer.succeeded else { throw .failed(command: "cat-file", detail: answer.complaint) }
        var files: [String: [UInt8]] = [:]
        var rest = answer.bytes[...]
        for entry in entries {
            guard let newline = rest.firstIndex(of: UInt8(ascii: "\n")), rest.endIndex - newline > entry.bytes + 1
            else {
                throw .failed(command: "cat-file", detail: "the answer ends before \(entry.name)")
            }
            files[entry.name] = Array(rest[(newline + 1)...].prefix(entry.bytes))
            rest = rest[(newline + entry.bytes + 2)...]
        }
        return files
    }
}
