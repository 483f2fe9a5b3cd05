// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Backups of PostgreSQL.
package struct BackupSettings: Sendable {
    package let store = Setting(
        "backup.store", String?.none, change: .live,
        "Where backups are kept, one place for each database: an absolute path, or s3://bucket/folder.",
        verify: { store in
            guard let store, !store.hasPrefix("/"), !store.hasPrefix("s3://") || store.utf8.count < 8 else {
                return nil
            }
            return "expected an absolute path or s3://bucket/folder, found \(store.prefix(60))"
        })
    package let keyFile = Setting(
        "backup.keyFile", String?.none, change: .live,
        "File with the key that backups are sealed with: 32 random bytes, or 64 hexadecimal digits.")
    package let times = Setting(
        "backup.times", "02:30", change: .live,
        "When \"backup schedule\" takes a backup, each day, in UTC: one time, or several separated by commas.",
        verify: { isListOfTimes($0) ? nil : "expected times such as 02:30 or 02:30,14:30, found \($0.prefix(60))" })
    package let keepDays = Setting(
        "backup.keepDays", 7, in: 1...3660, unit: "days", change: .live,
        "Days, the present one included, of which the newest backup is kept.")
    package let keepWeeks = Setting(
        "backup.keepWeeks", 4, in: 0...520, unit: "weeks", change: .live,
        "Weeks, the present one included, of which the newest backup is kept.")
    package let keepMonths = Setting(
        "backup.keepMonths", 12, in: 0...240, unit: "months", change: .live,
        "Months, the present one included, of which the newest backup is kept.")
    package let jobs = Setting(
        "backup.jobs", 2, in: 1...32, unit: "jobs", change: .live,
        "Tables that are dumped or restored at the same time, each by a process and a connection of its own.")
    package let compression = Setting(
        "backup.compression", 1, in: 0...9, change: .live,
        "zlib's level inside a backup: 0 is none, 9 the slowest.")
    package let largeTableKiB = Setting(
        "backup.largeTableKiB", 32_768, in: 0...1_073_741_824, unit: "KiB", change: .live,
        "Tables of at least this size have a file of their own in a backup; the others share one.")
    package let s3 = BackupS3Settings()
    package let adminPort = Setting(
        "backup.adminPort", 9105, in: 0...65_535,
        "TCP port of /healthz, /readyz, /metrics and /admin/refresh; 0 lets the system choose.")

    private static func isListOfTimes(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { time in
            let parts = time.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = UInt8(parts[0]),
                let minute = UInt8(parts[1])
            else { return false }
            return hour < 24 && minute < 60
        }
    }
}

/// The bucket that backups are kept in.
package struct BackupS3Settings: Sendable {
    package let endpoint = Setting(
        "backup.s3.endpoint", String?.none, change: .live,
        "Address of a store other than Amazon's, such as https://minio.internal:9000.")
    package let region = Setting("backup.s3.region", String?.none, change: .live, "Region of the bucket.")
    package let accessKeyID = Setting(
        "backup.s3.accessKeyID", Secret?.none, change: .live,
        "Who we are; without it, credentials are looked for where Amazon's own tools look.")
    package let secretAccessKey = Setting(
        "backup.s3.secretAccessKey", Secret?.none, change: .live, "What proves it.")
}
