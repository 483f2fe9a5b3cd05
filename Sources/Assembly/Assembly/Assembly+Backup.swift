import Backup
import Foundation
import Settings

extension BackupConfiguration {
    /// As the settings have it; reads the key.
    package init(_ settings: EffectiveSettings, _ commit: String) throws {
        guard let file = settings[\.backup.keyFile] else {
            throw OperatorError(
                """
                set backup.keyFile to the file with the key of the backups; "pulsehub backup key FILE" makes one. Keep a copy \
                of it elsewhere: without it no backup can be restored.
                """)
        }
        try self.init(
            at: try settings.backupLocation(), access: settings.backupAccess(), key: BackupKey(file: file),
            postgres: Assembly(settings).postgres(), now: Assembly.now)
        jobs = settings[\.backup.jobs]
        compression = settings[\.backup.compression]
        largeTableBytes = Int64(settings[\.backup.largeTableKiB]) << 10
        configCommit = commit
    }
}

extension BackupCatalog {
    /// As the settings have it; needs no key.
    package init(_ settings: EffectiveSettings) throws {
        self.init(at: try settings.backupLocation(), access: try settings.backupAccess())
    }
}

extension Retention {
    /// As the settings have it.
    package init(_ settings: EffectiveSettings) {
        self.init(
            days: settings[\.backup.keepDays], weeks: settings[\.backup.keepWeeks],
            months: settings[\.backup.keepMonths])
    }
}

extension EffectiveSettings {
    fileprivate func backupLocation() throws -> StoreLocation {
        guard let text = self[\.backup.store], let location = StoreLocation(text) else {
            throw OperatorError(
                "set backup.store to where backups are kept: a directory by its absolute path, or s3://bucket/folder")
        }
        return location
    }

    fileprivate func backupAccess() throws -> BucketAccess {
        let environment = ProcessInfo.processInfo.environment
        return BucketAccess(
            endpoint: self[\.backup.s3.endpoint], region: self[\.backup.s3.region],
            accessKeyID: try self[\.backup.s3.accessKeyID]?.resolve(environment: environment),
            secretAccessKey: try self[\.backup.s3.secretAccessKey]?.resolve(environment: environment))
    }
}
