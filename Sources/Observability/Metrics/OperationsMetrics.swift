extension Metric {
    static let operations = [
        ready, residentMemory, memoryLimit, configSwapped, configRejected, configUnreachable, configRefused,
        configPendingRestart, poolWait, poolInUse, clientMessages, backupNewestTime, backupAge, backupBytes,
        backupDuration, backupFailing, backupTaken, backupFailures,
    ]

    /// Told by the registry itself.
    static let droppedSeries = Metric(
        .counter, "pulsehub_metrics_dropped_series_total", "Series that went nowhere because there were too many.")

    /// Fed at each scrape.
    package static let ready = Metric(
        .gauge, "pulsehub_ready", labels: ["service"],
        "1 while /readyz says so; each scrape tells it of all processes in the same one.")
    /// Fed every two seconds.
    package static let residentMemory = Metric(
        .gauge, "process_resident_memory_bytes", "Memory that the process occupies.")
    /// Fed at the start.
    package static let memoryLimit = Metric(
        .gauge, "pulsehub_memory_limit_bytes", "What process.memoryMiB allows the process.")
    /// Fed at each new commit.
    package static let configSwapped = Metric(.counter, "pulsehub_config_swapped_total", "Commits taken over.")
    /// Fed at each refused commit.
    package static let configRejected = Metric(.counter, "pulsehub_config_rejected_total", "Commits refused.")
    /// Fed at each look.
    package static let configUnreachable = Metric(
        .counter, "pulsehub_config_unreachable_total", "Looks that found no repository.")
    /// Fed at each look.
    package static let configRefused = Metric(
        .gauge, "pulsehub_config_refused", "1 while the newest commit is refused: worth an alert.")
    /// Fed at each new commit.
    package static let configPendingRestart = Metric(
        .gauge, "pulsehub_config_pending_restart", "Settings that wait for a restart.")
    /// Fed at each call.
    package static let poolWait = Metric(
        .histogram, "pulsehub_pool_wait_seconds", labels: ["pool"],
        "Time that calls of PostgreSQL waited for a connection; those that gave up are not among them.")
    /// Fed at each call.
    package static let poolInUse = Metric(
        .gauge, "pulsehub_pool_in_use", labels: ["pool"], "Connections of a pool that are at work.")
    /// Fed at each message.
    package static let clientMessages = Metric(
        .counter, "pulsehub_client_messages_total", labels: ["component", "level"],
        "Messages of the clients of Kafka, PostgreSQL and Redis themselves, held back ones too.")
    /// Fed at each look.
    package static let backupNewestTime = Metric(
        .gauge, "pulsehub_backup_newest_timestamp_seconds", "When the newest complete backup was begun.")
    /// Fed at each look.
    package static let backupAge = Metric(
        .gauge, "pulsehub_backup_age_seconds", "How old the newest complete backup is.")
    /// Fed at each backup.
    package static let backupBytes = Metric(
        .gauge, "pulsehub_backup_newest_bytes", "Size of the last backup taken.")
    /// Fed at each backup.
    package static let backupDuration = Metric(
        .gauge, "pulsehub_backup_duration_seconds", "How long the last backup took.")
    /// Fed at each attempt.
    package static let backupFailing = Metric(
        .gauge, "pulsehub_backup_failing", "1 while the last attempt at a backup has failed.")
    /// Fed at each backup.
    package static let backupTaken = Metric(.counter, "pulsehub_backup_taken_total", "Backups taken.")
    /// Fed at each failure.
    package static let backupFailures = Metric(
        .counter, "pulsehub_backup_failures_total", "Attempts at a backup that failed.")
}
