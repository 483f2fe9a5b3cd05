extension GitSource {
    /// A commit that changed the configuration.
    public struct Revision: Sendable, Equatable {
        /// The full id.
        public let commit: String
        /// RFC 3339, with the committer's offset.
        public let date: String
        /// The author's name.
        public let author: String
        /// The first line of the message.
        public let subject: String
    }

    /// The newest commits up to `ref` that changed the directory, newest first; at most 1000.
    public func history(limit: Int = 20) async throws(GitError) -> [Revision] {
        let path = try await localRepository()
        let commit = try await resolve()
        let count = min(max(limit, 1), 1000)
        let log = try await git.run(
            ["-C", path, "log", "--max-count=\(count)", "--format=%H%x00%cI%x00%an%x00%s", commit, "--"] + places,
            bytesMax: 16 << 20)
        guard log.succeeded else { throw .failed(command: "log", detail: log.complaint) }
        return log.text.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4 else { return nil }
            return Revision(commit: fields[0], date: fields[1], author: fields[2], subject: fields[3])
        }
    }

    /// What `judge` makes of the newest commit that it accepts, of the last 50 that changed the configuration. Nothing is
    /// fetched.
    ///
    /// - Returns: nil if it accepts none, where `ref` names one commit by its id, or where the repository is at fault.
    public func lastGood<Value>(_ judge: (Snapshot) -> Value?) async -> Value? {
        guard let commits = try? await lineage(limit: 50) else { return nil }
        for commit in commits {
            if let files = try? await snapshot(at: commit), let good = judge(files) { return good }
        }
        return nil
    }

    /// The newest commit, and those before it on the branch itself that changed the directory, newest first; merged
    /// branches are left out, since nobody ran under their commits.
    private func lineage(limit: Int) async throws(GitError) -> [String] {
        let path = isRemote ? copy : localPath
        let newest = try await resolve(in: path)
        if newest.hasPrefix(ref) { return [newest] }
        let list = try await git.run(
            ["-C", path, "rev-list", "--first-parent", "--max-count=\(limit)", newest, "--"] + places)
        guard list.succeeded else { throw .failed(command: "rev-list", detail: list.complaint) }
        let changed = list.text.split(whereSeparator: \.isNewline).map(String.init)
        return [newest] + changed.filter { $0 != newest }
    }

    private var places: [String] {
        subdirectory.isEmpty ? [] : [":(top)\(subdirectory)", ":(top)topics"]
    }
}
