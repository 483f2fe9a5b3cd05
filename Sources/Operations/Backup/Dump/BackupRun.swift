import Events
import Logging
import Postgres

/// Takes backups.
package struct BackupRun: Sendable {
    let configuration: BackupConfiguration
    let logger: Logger
    let progress: BackupProgress

    /// - Parameter progress: counts what is stored.
    package init(_ configuration: BackupConfiguration, progress: BackupProgress = BackupProgress(), logger: Logger) {
        self.configuration = configuration
        self.progress = progress
        self.logger = logger
    }

    /// One backup of the database as it is now.
    ///
    /// Every dump goes from pg_dump through the sealer into the store, so nothing lies on a disk in the clear and memory
    /// stays bounded. A failure, or the end of the task, leaves nothing behind.
    ///
    /// - Parameter now: names the backup; of two in one second the later one is named after the next.
    /// - Throws: ``BackupError``.
    package func take(now: Instant) async throws -> Manifest {
        let files = SealedFiles(store: configuration.store, key: configuration.key, progress: progress)
        let snapshot = try await DumpSnapshot(configuration.postgres)
        let catalog = BackupCatalog(store: configuration.store)
        // Whoever holds the snapshot is the only one who writes here: what has no manifest was left by one that died.
        let known = try await catalog.contents()
        for file in known.unfinished { try await configuration.store.delete(file.path) }
        var name = BackupName(now)
        while known.complete.contains(name) { name = name.next }
        do {
            let manifest = try await dump(name, files, snapshot)
            try await confirm(manifest, name)
            _ = try await files.put(Manifest.fileName, of: name) { try await $0(manifest.encoded()) }
            await snapshot.end()
            return manifest
        } catch {
            let store = configuration.store
            // In a task of its own, since this one may be cancelled.
            await Task {
                let left = try? await store.list().filter { $0.path.hasPrefix("\(name)/") }
                for file in left ?? [] { try? await store.delete(file.path) }
            }.value
            await snapshot.end()
            throw error
        }
    }

    private func dump(_ name: BackupName, _ files: SealedFiles, _ snapshot: DumpSnapshot) async throws -> Manifest {
        let dumps = DumpProgram(configuration.postgres, snapshot: snapshot.id, compression: configuration.compression)
        let (state, tables) = (try await snapshot.state(), try await snapshot.tables())
        let large = tables.filter { $0.bytes >= configuration.largeTableBytes }
        try await snapshot.hold(large)
        let rows = Task { try await snapshot.count(tables) }
        defer { rows.cancel() }
        let schema = try await files.put("schema", of: name) { try await dumps.schema($0) }
        // First the many small ones, whose locks should be short.
        var jobs: [@Sendable () async throws -> Manifest.File] = [
            { try await files.put("data", of: name) { try await dumps.rows(ofAllBut: large.map(\.pattern), $0) } }
        ]
        for (index, table) in large.enumerated() {
            jobs.append {
                try await files.put("table-\(index + 1)", of: name, table: table.name) {
                    try await dumps.rows(of: table.pattern, $0)
                }
            }
        }
        let data = try await inParallel(jobs, configuration.jobs)
        return Manifest(
            name: "\(name)", takenAt: state.takenAt, finishedAt: "\(configuration.now())",
            serverVersion: state.serverVersion, database: state.database, configCommit: configuration.configCommit,
            migration: state.migration, checkpoints: state.checkpoints, roles: state.roles,
            tables: try await rows.value, schema: schema, data: data)
    }

    /// Asks the store whether it has what it took: another process may have written to the same place.
    private func confirm(_ manifest: Manifest, _ name: BackupName) async throws {
        let stored = Dictionary(try await configuration.store.list().map { ($0.path, $0.bytes) }) { $1 }
        for file in manifest.files where stored["\(name)/\(file.name)"] != file.bytes {
            throw BackupError(
                .store,
                "the store has lost \(name)/\(file.name) while the backup was taken: give each database a place of its own "
                    + "in backup.store")
        }
    }
}

/// Runs the jobs, so many at a time, and returns what they return, in their order.
func inParallel<Value: Sendable>(_ jobs: [@Sendable () async throws -> Value], _ width: Int) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var values: [Int: Value] = [:]
        for (index, job) in jobs.enumerated() {
            if index >= max(1, width), let (done, value) = try await group.next() { values[done] = value }
            group.addTask { (index, try await job()) }
        }
        for try await (done, value) in group { values[done] = value }
        return jobs.indices.compactMap { values[$0] }
    }
}
