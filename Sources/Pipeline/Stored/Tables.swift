/// What the pipeline's tables are called in PostgreSQL, as `db/migrations` makes them: written here and nowhere else, so
/// that whoever looks for a table's readers and writers finds all of them.
package enum Tables {
    /// Every record, raw, in partitions by month.
    package static let events = "archive.events"
    /// Where the archiver goes on in each partition of the log.
    package static let checkpoints = "archive.checkpoints"
    /// Records that could not be used, with what was decided of them.
    package static let deadLetters = "archive.dead_letters"
    /// What Kafka had and the archive will never hold.
    package static let gaps = "archive.gaps"
    /// Erasures that were carried out.
    package static let erasures = "archive.erasures"
    /// Records that an erasure told of before they came.
    package static let erasedAhead = "archive.erased_ahead"

    /// A measurement of a night's heart, by person, date, vendor and metric.
    package static let hrvDaily = "hrv_daily"
    /// A night's sleep, by person, date and vendor.
    package static let sleepDaily = "sleep_daily"
    /// Sleep outside the main night, several to a date.
    package static let napDaily = "nap_daily"
    /// Loads, several to a date.
    package static let trainingDaily = "training_daily"
    /// What a person has set for themselves.
    package static let profileSettings = "profile_settings"

    /// The score of each date.
    package static let readinessSnapshots = "readiness_snapshots"
    /// Scores that were replaced, with the cause.
    package static let readinessRevisions = "readiness_revisions"
    /// The commits that changed the constants, each with the first date it counts for.
    package static let readinessConstants = "readiness_constants"
    /// Dates that are to be scored again.
    package static let rescoreQueue = "rescore_queue"
    /// The last told documents of every live profile.
    package static let profileSnapshots = "profile_snapshots"
    /// The analysts' view of the scores; it shows what the last refresh saw.
    package static let readinessSummary = "mv_user_readiness_summary"
}
