extension Metric {
    static let pipeline = [
        hotRecords, hotDeadLetters, hotLostProfiles, hotProfileWrites, hotBatches, hotCommitDuration,
        hotAcknowledgementDuration, archiveRecords, archiveErasures, archiveInvalidRecords, archiveGaps,
        archiveGapRecords, archiveDroppedMonths, openDeadLetters, sinkBatchDuration, sinkBatchRecords, sinkRetries,
        sinkConflicts, sinkFreshStarts, sinkFreshness, lag, rescoreRequests, rescoreAge, rescoreFailures,
    ]

    /// Fed once per batch.
    package static let hotRecords = Metric(
        .counter, "pulsehub_hot_records_total", labels: ["outcome"],
        "Records read by the stream processor, by what became of them.")
    /// Fed once per batch.
    package static let hotDeadLetters = Metric(
        .counter, "pulsehub_hot_dead_letters_total", labels: ["topic", "reason"],
        "Records parked in the topic dead-letter, by why they cannot be used.")
    /// Fed once per batch.
    package static let hotLostProfiles = Metric(
        .counter, "pulsehub_hot_lost_profiles_total", labels: ["topic", "outcome"],
        "Profiles that Redis had lost: lost is left alone and counted at each batch with an event of theirs, restored is written again from memory."
    )
    /// Fed once per batch.
    package static let hotProfileWrites = Metric(
        .counter, "pulsehub_hot_profile_writes_total", "Users written to Redis, summed over batches.")
    /// Fed once per batch.
    package static let hotBatches = Metric(
        .counter, "pulsehub_hot_batches_total", "Batches committed by the stream processor.")
    /// Fed once per batch.
    package static let hotCommitDuration = Metric(
        .histogram, "pulsehub_hot_commit_duration_seconds",
        "Time of the transaction in Redis that stores profiles and checkpoints, lost ones too.")
    /// Fed once per emission.
    package static let hotAcknowledgementDuration = Metric(
        .histogram, "pulsehub_hot_acknowledgement_duration_seconds",
        "Time until the broker has acknowledged everything that a batch emits.")
    /// Fed once per transaction.
    package static let archiveRecords = Metric(.counter, "pulsehub_archive_records_total", "Records archived.")
    /// Fed once per transaction.
    package static let archiveErasures = Metric(
        .counter, "pulsehub_archive_erasures_total", "Erasures of people carried out in the archive.")
    /// Fed once per transaction.
    package static let archiveInvalidRecords = Metric(
        .counter, "pulsehub_archive_invalid_records_total", labels: ["topic", "policy"],
        "Archived records that cannot be used.")
    /// Fed when a gap is found.
    package static let archiveGaps = Metric(
        .counter, "pulsehub_archive_gaps_total", labels: ["topic", "reason"],
        "Gaps in the archive that nothing will fill.")
    /// Fed when a gap is found.
    package static let archiveGapRecords = Metric(
        .counter, "pulsehub_archive_gap_records_total", labels: ["topic", "reason"],
        "Records that the archive will never hold, as far as their number is known.")
    /// Fed when a month is dropped.
    package static let archiveDroppedMonths = Metric(
        .counter, "pulsehub_archive_dropped_months_total", "Months dropped by cold.retentionMonths.")
    /// Fed once a minute.
    package static let openDeadLetters = Metric(
        .gauge, "pulsehub_archive_dead_letters_open", labels: ["topic", "reason"],
        "Dead letters that nobody has decided about, at most a minute old; every archiver tells the same.")
    /// Fed once per batch.
    package static let sinkBatchDuration = Metric(
        .histogram, "pulsehub_sink_batch_duration_seconds", labels: ["path"],
        "Time from a batch in hand to its commit, retries included, on the hot or the cold path.")
    /// Fed once per batch.
    package static let sinkBatchRecords = Metric(
        .histogram, "pulsehub_sink_batch_records", labels: ["path"], "Records in each batch that was committed.")
    /// Fed at each failure.
    package static let sinkRetries = Metric(
        .counter, "pulsehub_sink_retries_total", labels: ["path"],
        "Attempts that failed and are made again: to connect, to write, to read checkpoints.")
    /// Fed at each conflict.
    package static let sinkConflicts = Metric(
        .counter, "pulsehub_sink_conflicts_total", labels: ["path"],
        "Compare-and-sets lost to another owner of the partition.")
    /// Fed at each fresh start.
    package static let sinkFreshStarts = Metric(
        .counter, "pulsehub_sink_fresh_starts_total", labels: ["path"],
        "Times the group was left and joined again, to start over from the checkpoints.")
    /// Fed once per batch.
    package static let sinkFreshness = Metric(
        .histogram, "pulsehub_sink_freshness_seconds", labels: ["path"],
        "Time from the record's timestamp to the commit, of the last record of each batch.")
    /// Fed every two seconds.
    package static let lag = Metric(
        .gauge, "pulsehub_lag_records", labels: ["group", "topic", "partition"],
        "Records that wait in each owned partition, also while the store is away; 0 for a partition that was given up.")
    /// Fed every fifteen seconds.
    package static let rescoreRequests = Metric(
        .gauge, "pulsehub_rescore_queue_requests",
        "People who wait in the rescore queue, at most fifteen seconds old; every archiver tells the same.")
    /// Fed every fifteen seconds.
    package static let rescoreAge = Metric(
        .gauge, "pulsehub_rescore_queue_age_seconds",
        "How long the first in the rescore queue has waited since it was queued, shortened or put back.")
    /// Fed at each failure.
    package static let rescoreFailures = Metric(
        .counter, "pulsehub_rescore_failures_total",
        "Attempts to rescore a person that failed for a reason of their own.")
}
