import Events
import Postgres

/// What backups need to know; made anew for each, so that new settings count.
package struct BackupConfiguration: Sendable {
    /// Where they are kept.
    package var store: any BackupStore
    /// What they are sealed with.
    package var key: BackupKey
    /// The database.
    package var postgres: PostgresConfiguration
    /// Dumps at the same time.
    package var jobs = 2
    /// zlib's level; 0 is none.
    package var compression = 1
    /// Tables of at least this size, without indexes, get a file of their own.
    package var largeTableBytes: Int64 = 32 << 20
    /// What the manifest names.
    package var configCommit = ""
    /// The wall clock.
    package var now: @Sendable () -> Instant

    package init(
        store: any BackupStore, key: BackupKey, postgres: PostgresConfiguration, now: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.key = key
        self.postgres = postgres
        self.now = now
    }
}
