import FoundationEssentials
import Stored

/// What a backup consists of, and at which moment of the pipeline it stands. It is written last: a backup without one is none.
package struct Manifest: Sendable, Codable, Equatable {
    /// A file of the backup.
    package struct File: Sendable, Codable, Equatable {
        /// In the backup's folder.
        package var name: String
        /// As stored.
        package var bytes: Int64
        /// Of the stored bytes, hexadecimal.
        package var sha256: String
        /// Before it was sealed.
        package var plainBytes: Int64
        /// The one table whose rows it holds; nil for those of all tables that have no file of their own.
        package var table: String?
    }

    /// How far the archive was, of one partition.
    package struct Checkpoint: Sendable, Codable, Equatable {
        /// The topic.
        package var topic: String
        /// Its partition.
        package var partition: Int32
        /// The first offset that is not in the backup.
        package var nextOffset: Int64
        /// Of the Kafka cluster; nil where the broker told none.
        package var clusterID: String?
    }

    /// A table and how much of it there is.
    package struct Table: Sendable, Codable, Equatable {
        /// Quoted as PostgreSQL does, with its schema.
        package var name: String
        /// Rows at the moment of the backup.
        package var rows: Int64
    }

    /// Of this form; others are refused.
    package var version = Self.currentVersion
    /// The backup's name.
    package var name: String
    /// RFC 3339: the moment that the backup shows.
    package var takenAt: String
    /// RFC 3339.
    package var finishedAt: String
    /// PostgreSQL's, such as `15.20`.
    package var serverVersion: String
    /// The database's name.
    package var database: String
    /// The commit of the configuration that the backup was taken under.
    package var configCommit: String
    /// The number of the newest migration that the database has.
    package var migration: Int
    /// Everything below these stands in the backup, and nothing else.
    package var checkpoints: [Checkpoint]
    /// Roles that the schema names, which a dump does not hold.
    package var roles: [String]
    /// All with rows of their own.
    package var tables: [Table]
    /// The definitions of everything.
    package var schema: File
    /// The rows.
    package var data: [File]

    static let currentVersion = 1
    static let fileName = "manifest"
    /// A partition or table takes some 150 bytes.
    static let bytesMax = 64 << 20

    /// All but the manifest itself.
    package var files: [File] { [schema] + data }

    /// Of all files, as stored.
    package var bytes: Int64 { files.reduce(0) { $0 + $1.bytes } }

    /// Records in the archive.
    package var records: Int64 {
        tables.filter { $0.name.hasPrefix("\(Tables.events)_") }.reduce(0) { $0 + $1.rows }
    }
}

extension Manifest {
    /// One line of JSON.
    package func line() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    init(decoding bytes: [UInt8], from path: String) throws(BackupError) {
        struct Form: Decodable { let version: Int }
        do {
            let form = try JSONDecoder().decode(Form.self, from: Data(bytes))
            guard form.version == Self.currentVersion else {
                throw BackupError(
                    .damaged,
                    "\(path) is of form \(form.version), this build reads \(Self.currentVersion): use a newer build")
            }
            self = try JSONDecoder().decode(Manifest.self, from: Data(bytes))
        } catch let error as BackupError {
            throw error
        } catch {
            throw BackupError(.damaged, "\(path) is no manifest: \(error)")
        }
    }
}
