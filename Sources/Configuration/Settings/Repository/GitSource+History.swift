extension GitSource {
    /// A commit that changed the configuration.
    package struct Revision: Sendable, Equatable {
        /// The full id.
        package let commit: String
        /// RFC 3339, with the committer's offset.
        package let date: String
        /// The author's name.
        package let author: String
        /// The first line of the message.
        package let subject: String
    }

    /// The newest commits up to `ref` that changed the directory, newest first; at most 1000.
    package func history(limit: Int = 20) async throws(GitError) -> [Revision] {
        let path = try await localRepository()
        let commit = try await resolve()
        let count = min(max(limit, 1), 1000)
        // Not log, which a repository can tell to run programs.
        let log = try await git.run(
            [
                "-C", path, "rev-list", "--max-count=\(count)", "--no-commit-header",
                "--format=%H%x00%cI%x00%an%x00%s", commit, "--",
            ] + places,
            bytesMax: 16 << 20)
        guard log.succeeded else { throw .failed(command: "rev-list", detail: log.complaint) }
        return log.text.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4 else { return nil }
            return Revision(commit: fields[0], date: fields[1], author: fields[2], subject: fields[3])
        }
    }

    /// What `judge` makes of the newest commit, or of the last good one before it while the newest cannot be used, or while a
    /// remote repository is away.
    ///
    /// - Throws: what is wrong with the newest commit, if no commit before it can be used either.
    package func newestUsable<Value>(_ judge: (Snapshot) throws -> Value) async throws -> UsableCommit<Value> {
        do {
            let newest = try await snapshot()
            return UsableCommit(value: try judge(newest), commit: newest.commit)
        } catch {
            let good = await lastGood { files in (try? judge(files)).map { (value: $0, commit: files.commit) } }
            guard let good else { throw error }
            let newest = try? await resolve(in: isRemote ? copy : localPath)
            return UsableCommit(
                value: good.value, commit: good.commit, passedOver: newest == good.commit ? nil : newest,
                reasons: (error as? Problems)?.all.map(\.description) ?? ["\(error)"])
        }
    }

    /// What `judge` makes of the newest commit that it accepts, of the last 50 that changed the configuration. Nothing is
    /// fetched.
    ///
    /// - Returns: nil if it accepts none, where `ref` names one commit by its id, or where the repository is at fault.
    package func lastGood<Value>(_ judge: (Snapshot) -> Value?) async -> Value? {
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
        let (newest, isPinned) = try await find(in: path)
        if isPinned { return [newest] }
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

/// The commit that is used, and why it is not the newest.
package struct UsableCommit<Value> {
    /// What was made of it.
    package let value: Value
    /// Its full id.
    package let commit: String
    /// The full id of the newest commit, which cannot be used; nil where the newest that is known here is used.
    package var passedOver: String?
    /// Why this is not the newest, one line for each reason; empty if it is.
    package var reasons: [String] = []
}
