import Events
import Postgres

/// Where backups are kept, as the setting `backup.store` says it.
package enum StoreLocation: Sendable, Equatable {
    /// A directory, by its absolute path.
    case directory(String)
    /// A bucket, with a folder in it if there is a slash.
    case bucket(String)

    /// `/var/backups/pulsehub` or `s3://bucket/folder`; nil for anything else.
    package init?(_ text: String) {
        var text = text[...]
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        if text.hasPrefix("/") {
            self = .directory(String(text))
        } else if text.hasPrefix("s3://") {
            let path = text.dropFirst(5)
            guard let first = path.first, first != "/", !path.contains("//") else { return nil }
            self = .bucket(String(path))
        } else {
            return nil
        }
    }

    func store(_ access: BucketAccess) -> any BackupStore {
        switch self {
        case .directory(let path): DirectoryStore(path)
        case .bucket(let path): ObjectStore(path, access: access)
        }
    }
}

/// How to reach a bucket.
package struct BucketAccess: Sendable {
    /// An address such as `https://minio.internal:9000`; nil for Amazon's own.
    package var endpoint: String?
    /// The bucket's; nil for the store's default.
    package var region: String?
    /// Both or none; without them rclone looks where Amazon's own tools do: the environment, a file, the machine's role.
    package var accessKeyID: String?
    /// See ``accessKeyID``.
    package var secretAccessKey: String?

    /// All of it.
    package init(endpoint: String?, region: String?, accessKeyID: String?, secretAccessKey: String?) {
        self.endpoint = endpoint
        self.region = region
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
    }
}

extension BackupConfiguration {
    /// A configuration whose backups lie there.
    ///
    /// - Parameter access: for a bucket.
    package init(
        at location: StoreLocation, access: BucketAccess, key: BackupKey, postgres: PostgresConfiguration,
        now: @escaping @Sendable () -> Instant
    ) {
        self.init(store: location.store(access), key: key, postgres: postgres, now: now)
    }
}

extension BackupCatalog {
    /// The backups there.
    ///
    /// - Parameter access: for a bucket.
    package init(at location: StoreLocation, access: BucketAccess) { self.init(store: location.store(access)) }
}
