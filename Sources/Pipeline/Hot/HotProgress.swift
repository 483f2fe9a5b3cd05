import CoreMetrics
import Events
import Observability
import Synchronization

/// What the stream processor has done since it started; thread-safe.
package final class HotProgress: Sendable {
    /// A reading of the counters.
    package struct Counts: Equatable, Sendable {
        /// Events folded.
        package var events = 0
        /// Null values.
        package var tombstones = 0
        /// Folds of a user that were erased.
        package var erasures = 0
        /// Records parked in `dead-letter`.
        package var rejected = 0
        /// Records that could not be used, on topics whose policy is to drop them.
        package var dropped = 0
        /// Records sent to their right partition.
        package var rerouted = 0
        /// Rows and loads too old for the live fold: their dates are rescored from the daily tables.
        package var tooLate = 0
        /// Profile writes: users per batch, summed.
        package var writes = 0
        /// Batches committed.
        package var batches = 0
    }

    private let state = Mutex(Counts())
    private let outcomes = ["folded", "tombstone", "erased", "dead_letter", "dropped", "rerouted"].map {
        Metric.hotRecords.counter($0)
    }
    private let deadLetters = CounterFamily(
        Metric.hotDeadLetters,
        StreamProcessor.topics.flatMap { topic in
            Rejection.Reason.allCases.map { HotBatch.Parked(topic: topic, reason: $0) }
        }, values: { [$0.topic, $0.reason.rawValue] })
    private struct Loss: Hashable {
        enum Outcome: String, CaseIterable { case lost, restored }

        let topic: String
        let outcome: Outcome
    }

    private let lostProfiles = CounterFamily(
        Metric.hotLostProfiles,
        StreamProcessor.topics.flatMap { topic in Loss.Outcome.allCases.map { Loss(topic: topic, outcome: $0) } },
        values: { [$0.topic, $0.outcome.rawValue] })
    private let profileWrites = Metric.hotProfileWrites.counter()
    private let batches = Metric.hotBatches.counter()
    /// Of the transaction that stores a batch.
    let commitDuration = Metric.hotCommitDuration.timer()
    /// Of what a batch emits.
    let acknowledgementDuration = Metric.hotAcknowledgementDuration.timer()

    /// Nothing is done yet.
    package init() {}

    /// The counters now.
    package var counts: Counts { state.withLock { $0 } }

    /// Counts profiles that Redis had lost, by topic: those left alone at each batch, and those written again.
    func add(lost: [String: Set<ExactText>], restored: [String: Set<ExactText>]) {
        for (topic, users) in lost { lostProfiles.increment(.init(topic: topic, outcome: .lost), by: users.count) }
        for (topic, users) in restored {
            lostProfiles.increment(.init(topic: topic, outcome: .restored), by: users.count)
        }
    }

    func add(_ batch: HotBatch.Counts, tooLate: Int, usersWritten: Int) {
        state.withLock {
            $0.events += batch.events
            $0.tombstones += batch.tombstones
            $0.erasures += batch.erasures
            $0.rejected += batch.rejected
            $0.dropped += batch.dropped
            $0.rerouted += batch.rerouted
            $0.tooLate += tooLate
            $0.writes += usersWritten
            $0.batches += 1
        }
        let counts = [
            batch.events, batch.tombstones, batch.erasures, batch.rejected, batch.dropped, batch.rerouted,
        ]
        for (outcome, count) in zip(outcomes, counts) { outcome.increment(by: count) }
        for (parked, count) in batch.parked { deadLetters.increment(parked, by: count) }
        profileWrites.increment(by: usersWritten)
        batches.increment()
    }
}
