extension GitSource {
    /// A commit at which the settings of all processes were written otherwise than before.
    package struct Change: Sendable {
        /// The full id.
        package let commit: String
        /// Seconds since 1970, before the year 10000, by the committer's clock.
        package let committedAt: Int64
        /// `application.yaml` and its overlays, by file name.
        let files: [String: [UInt8]]
    }

    /// Commits that are looked at, and bytes that they may hold; what was written before them counts from the beginning.
    private static let changesMax = 1000
    private static let changedBytesMax = 16 << 20
    /// Of the year 9999.
    private static let lastSecond: UInt64 = 253_402_300_799

    /// The commits on the branch itself, up to the snapshot's, that changed `application.yaml` or one of the overlays that the
    /// snapshot has: oldest first, beginning with the first one that has the directory.
    ///
    /// Merged branches are left out, since nobody ran under their commits.
    func changes(upTo snapshot: Snapshot, in path: String) async throws(GitError) -> [Change] {
        let list = try await git.run(
            [
                "-C", path, "rev-list", "--first-parent", "--timestamp", "--max-count=\(Self.changesMax)",
                snapshot.commit, "--",
            ] + (subdirectory.isEmpty ? [] : [":(top)\(subdirectory)"]))
        guard list.succeeded else { throw .failed(command: "rev-list", detail: list.complaint) }
        let commits: [(time: Int64, id: String)] = list.text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(separator: " ")
            // Anybody may commit with any clock.
            let time = Int64(min(words.first.flatMap { UInt64($0) } ?? 0, Self.lastSecond))
            return words.count == 2 ? (time, String(words[1])) : nil
        }
        let names = ["application.yaml"] + snapshot.files.keys.filter { $0.hasPrefix("application-") }.sorted()
        let found = try await look(
            up: commits.flatMap { commit in names.map { "\(commit.id):\(snapshot.path($0))" } }, in: path)
        var blobs: [String: Int] = [:]
        var versions: [(commit: Int, ids: [String?])] = []
        for index in commits.indices {
            let files = found[(index * names.count)...].prefix(names.count).map { info in
                info.flatMap { !$0.isTree && $0.bytes <= Self.fileBytesMax ? $0 : nil }
            }
            for case let file? in files { blobs[file.id] = file.bytes + 128 }
            guard blobs.values.reduce(0, +) <= Self.changedBytesMax else { break }
            // The oldest of commits that say the same is the one that said it first.
            if versions.last?.ids == files.map({ $0?.id }) { versions.removeLast() }
            versions.append((index, files.map { $0?.id }))
        }
        let ids = Set(versions.flatMap { $0.ids.compactMap(\.self) }).sorted()
        let objects = try await objects(ids, in: path, bytesMax: Self.changedBytesMax)
        return versions.reversed().map { version in
            let files = zip(names, version.ids).compactMap { name, id in id.flatMap { objects[$0] }.map { (name, $0) } }
            return Change(
                commit: commits[version.commit].id, committedAt: commits[version.commit].time,
                files: Dictionary(uniqueKeysWithValues: files))
        }
    }
}
