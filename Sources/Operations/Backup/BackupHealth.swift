import CoreMetrics
import Events
import Synchronization

/// What the scheduler knows of its backups; thread-safe.
package final class BackupHealth: Sendable {
    private struct State {
        var newest: BackupName?
        var error: String?
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Instant
    private let newestTime = Gauge(label: "pulsehub_backup_newest_timestamp_seconds")
    private let age = Gauge(label: "pulsehub_backup_age_seconds")
    private let bytes = Gauge(label: "pulsehub_backup_newest_bytes")
    private let duration = Gauge(label: "pulsehub_backup_duration_seconds")
    private let failing = Gauge(label: "pulsehub_backup_failing")
    private let taken = Counter(label: "pulsehub_backup_taken_total")
    private let failures = Counter(label: "pulsehub_backup_failures_total")

    init(now: @escaping @Sendable () -> Instant) {
        self.now = now
        failing.record(0)
    }

    /// The newest complete backup; nil until the store has been asked, and where there is none.
    package var newest: BackupName? { state.withLock { $0.newest } }

    /// Why the last attempt has failed; nil if it has not.
    package var error: String? { state.withLock { $0.error } }

    func found(_ newest: BackupName?) {
        state.withLock { state in
            state.newest = newest
            state.error = nil
        }
        failing.record(0)
    }

    func took(_ manifest: Manifest, _ duration: Duration) {
        found(BackupName(manifest.name))
        taken.increment()
        bytes.record(manifest.bytes)
        self.duration.record(duration / .seconds(1))
    }

    func failed(_ error: String) {
        state.withLock { $0.error = error }
        failing.record(1)
        failures.increment()
    }

    /// Brings the age up to date.
    func tell() {
        guard let newest else { return }
        newestTime.record(newest.time.microseconds / 1_000_000)
        age.record((now().microseconds - newest.time.microseconds) / 1_000_000)
    }
}
