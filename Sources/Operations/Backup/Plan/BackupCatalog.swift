import Events

/// Which backups a store holds, by the names of its files alone: without the key, and without reading one.
package struct BackupCatalog: Sendable {
    let store: any BackupStore

    package init(store: any BackupStore) { self.store = store }

    /// What is there.
    package struct Contents: Sendable {
        /// Backups with a manifest, the oldest first.
        package var complete: [BackupName] = []
        /// Files of backups without one.
        package var unfinished: [StoredFile] = []
    }

    /// Files that are not ours are left out.
    package func contents() async throws -> Contents {
        var files: [BackupName: [StoredFile]] = [:]
        for file in try await store.list() {
            let parts = file.path.split(separator: "/", maxSplits: 1)
            guard parts.count == 2, let name = BackupName(parts[0]) else { continue }
            files[name, default: []].append(file)
        }
        var contents = Contents()
        for (name, files) in files {
            if files.contains(where: { $0.path == "\(name)/\(Manifest.fileName)" }) {
                contents.complete.append(name)
            } else {
                contents.unfinished += files
            }
        }
        contents.complete.sort()
        return contents
    }

    /// Complete backups, the oldest first.
    package func backups() async throws -> [BackupName] { try await contents().complete }

    /// The backup of this name, or the newest one for `latest`.
    package func find(_ text: String) async throws -> BackupName {
        let names = try await backups()
        if text == "latest" {
            guard let newest = names.last else {
                throw BackupError(.notFound, "there is no complete backup in backup.store: correct it, or take one")
            }
            return newest
        }
        guard let name = BackupName(text), names.contains(name) else {
            let known = names.suffix(3).map(\.description).joined(separator: ", ")
            throw BackupError(
                .notFound,
                "there is no complete backup \(text.prefix(60)); the newest are: \(known.isEmpty ? "none" : known)")
        }
        return name
    }

    /// Takes a backup away, its manifest first: half of one never counts as one.
    package func delete(_ name: BackupName) async throws {
        try await store.delete("\(name)/\(Manifest.fileName)")
        for file in try await store.list() where file.path.hasPrefix("\(name)/") { try await store.delete(file.path) }
    }

    /// Takes away what the rule does not keep.
    ///
    /// - Returns: the backups that are gone, the oldest first.
    package func prune(_ retention: Retention, on today: CivilDate, dryRun: Bool = false) async throws -> [BackupName] {
        let names = try await backups()
        let kept = retention.kept(names, on: today)
        let old = names.filter { !kept.contains($0) }
        guard !dryRun else { return old }
        for name in old { try await delete(name) }
        try await store.tidy()
        return old
    }
}
