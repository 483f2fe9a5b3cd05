import CoreMetrics
import Events
import Observability
import Synchronization

/// What the scheduler knows of its backups; thread-safe.
package final class BackupHealth: Sendable {
    private struct State {
        var newest: BackupName?
        var error: String?
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Instant
    private let newestTime = Metric.backupNewestTime.gauge()
    private let age = Metric.backupAge.gauge()
    private let bytes = Metric.backupBytes.gauge()
    private let duration = Metric.backupDuration.gauge()
    private let failing = Metric.backupFailing.gauge()
    private let taken = Metric.backupTaken.counter()
    private let failures = Metric.backupFailures.counter()

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
