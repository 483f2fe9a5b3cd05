import FoundationEssentials

/// Backups in a bucket of any store that speaks S3, by rclone: signatures, multipart uploads in bounded memory and retries are its own.
package struct ObjectStore: BackupStore {
    /// `remote:bucket/folder`.
    private let root: String
    private let rclone: Tool
    private let address: String

    /// A file of more than 10,000 of these does not fit into an S3 object: 625 GiB.
    private static let partMiB = 64

    /// - Parameter path: bucket, and a folder in it if there is a slash.
    package init(_ path: String, access: BucketAccess) {
        root = "store:" + path
        address = "s3://\(path)" + (access.endpoint.map { " at \($0)" } ?? "")
        // A remote made of variables alone: no file is read, and nothing secret stands on a command line.
        let settings = [
            "TYPE": "s3", "PROVIDER": access.endpoint == nil ? "AWS" : "Other", "ENDPOINT": access.endpoint,
            "REGION": access.region, "ACCESS_KEY_ID": access.accessKeyID,
            "SECRET_ACCESS_KEY": access.secretAccessKey, "ENV_AUTH": access.accessKeyID == nil ? "true" : "false",
            "NO_CHECK_BUCKET": "true", "CHUNK_SIZE": "\(Self.partMiB)Mi", "UPLOAD_CONCURRENCY": "2",
        ]
        // A part that fails is sent again; a whole run is not, since what it reads is gone by then.
        var environment: [String: String?] = [
            "RCLONE_CONFIG": "/nonexistent/rclone.conf", "RCLONE_LOG_LEVEL": "ERROR", "RCLONE_RETRIES": "1",
            "RCLONE_LOW_LEVEL_RETRIES": "5", "RCLONE_CONTIMEOUT": "15s",
        ]
        for case (let name, let value?) in settings { environment["RCLONE_CONFIG_STORE_" + name] = value }
        // Which rclone 1.60 refuses to start with, and has an option of its own for.
        if let authorities = ProcessInfo.processInfo.environment["AWS_CA_BUNDLE"] {
            environment["AWS_CA_BUNDLE"] = .some(nil)
            environment["RCLONE_CA_CERT"] = authorities
        }
        rclone = Tool(name: "rclone", package: "rclone", environment: environment)
    }

    package func put(_ path: String, _ body: (@escaping ByteSink) async throws -> Void) async throws {
        try await explained { try await rclone.feed(["rcat", "\(root)/\(path)"], body) }
    }

    package func get(_ path: String, _ body: ByteSink) async throws {
        var isEmpty = true
        do {
            try await explained {
                try await rclone.read(["cat", "\(root)/\(path)"]) { bytes in
                    isEmpty = false
                    try await body(bytes)
                }
            }
        } catch let error as BackupError {
            guard isEmpty, Self.saysMissing(error) else { throw error }
        }
        // For rclone what is not there is an empty folder; no file of ours is empty.
        if isEmpty { throw BackupError(.notFound, "\(address)/\(path) is not there") }
    }

    package func list() async throws -> [StoredFile] {
        let printed: [UInt8]
        do {
            printed = try await explained {
                try await rclone.run([
                    "lsf", "--recursive", "--files-only", "--format", "sp", "--separator", "\t", root,
                ])
            }
        } catch let error as BackupError where error.description.contains("directory not found") {
            return []
        }
        return String(decoding: printed, as: UTF8.self).split(separator: "\n").compactMap { line in
            guard let tab = line.firstIndex(of: "\t"), let bytes = Int64(line[..<tab]) else { return nil }
            return StoredFile(path: String(line[line.index(after: tab)...]), bytes: bytes)
        }
    }

    package func delete(_ path: String) async throws {
        do { try await explained { try await rclone.run(["deletefile", "\(root)/\(path)"]) } } catch let error
            as BackupError
        {
            guard Self.saysMissing(error) else { throw error }
        }
    }

    /// Uploads that were begun more than a day ago and never ended: they cost money and are in no list.
    package func tidy() async throws { try await explained { try await rclone.run(["cleanup", root]) } }

    private static func saysMissing(_ error: BackupError) -> Bool {
        ["object not found", "directory not found"].contains { error.description.contains($0) }
    }

    /// What rclone complains of, with the setting that cures it.
    @discardableResult
    private func explained<Value>(_ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as BackupError where error.description.hasPrefix("rclone failed")
        {
            let cures = [
                ("NoSuchBucket", "make the bucket, or correct backup.store"),
                ("InvalidAccessKeyId", "correct backup.s3.accessKeyID"),
                ("SignatureDoesNotMatch", "correct backup.s3.secretAccessKey"),
                ("AccessDenied", "the credentials need s3:ListBucket, GetObject, PutObject and DeleteObject there"),
                ("no EC2 IMDS role", "set backup.s3.accessKeyID and backup.s3.secretAccessKey"),
                ("NoCredentialProviders", "set backup.s3.accessKeyID and backup.s3.secretAccessKey"),
                ("connection refused", "correct backup.s3.endpoint, or start what should listen there"),
                ("no such host", "correct backup.s3.endpoint"),
            ]
            let cure = cures.first { error.description.contains($0.0) }.map { ": \($0.1)" } ?? ""
            throw BackupError(.store, "\(address) cannot be used\(cure) (\(error.description))")
        }
    }
}
