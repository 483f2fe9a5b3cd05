/// Reads a whole backup without restoring it: every size, hash and tag.
package struct BackupCheck: Sendable {
    private let files: SealedFiles

    /// - Parameter progress: counts what is read.
    package init(_ configuration: BackupConfiguration, progress: BackupProgress = BackupProgress()) {
        files = SealedFiles(store: configuration.store, key: configuration.key, progress: progress)
    }

    /// What the backup says of itself; only the manifest is read.
    package func manifest(of backup: BackupName) async throws -> Manifest { try await files.manifest(of: backup) }

    /// - Throws: ``BackupError`` that names the first file which is not as it was sealed.
    package func run(_ backup: BackupName) async throws -> Manifest {
        let manifest = try await files.manifest(of: backup)
        for file in manifest.files { try await files.get(file, of: backup) { _ in } }
        return manifest
    }
}
