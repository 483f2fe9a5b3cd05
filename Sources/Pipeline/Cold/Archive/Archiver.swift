import CoreMetrics
import Events
import Kafka
import Logging
import Observability
import Postgres
import Streaming
import Synchronization

/// The cold path: every record of every topic into PostgreSQL, exactly once.
package struct Archiver: Sendable {
    /// How the archiver runs.
    package struct Configuration: Sendable {
        /// How it reads.
        package var reading: SinkRunner.Configuration
        /// Where the archive is.
        package var postgres: PostgresConfiguration
        /// What can change while it runs; asked once per batch.
        package var live: @Sendable () -> Live
        /// The clock by which partitions are made ahead; nothing archived depends on it.
        package var now: @Sendable () -> Instant

        /// A configuration; the topics of `reading` are set by the archiver.
        package init(
            reading: SinkRunner.Configuration, postgres: PostgresConfiguration,
            now: @escaping @Sendable () -> Instant, live: @escaping @Sendable () -> Live
        ) {
            self.reading = reading
            self.reading.topics = Topics.all
            self.reading.path = "cold"
            self.postgres = postgres
            self.now = now
            self.live = live
        }
    }

    /// The part of the configuration that a running archiver takes over from a new commit.
    package struct Live: Sendable {
        /// Monthly partitions made ahead.
        package var partitionsAheadMonths: Int
        /// Past months kept; 0 keeps all.
        package var retentionMonths: Int
        /// By topic, for the counters: the archive keeps every record whatever the policy, as evidence.
        package var invalidRecords: [String: InvalidRecordPolicy]
        /// Which topics demand signatures.
        package var signatures: SignaturePolicy

        /// All of it.
        package init(
            partitionsAheadMonths: Int, retentionMonths: Int, invalidRecords: [String: InvalidRecordPolicy],
            signatures: SignaturePolicy
        ) {
            self.partitionsAheadMonths = partitionsAheadMonths
            self.retentionMonths = retentionMonths
            self.invalidRecords = invalidRecords
            self.signatures = signatures
        }
    }

    /// How far it has come.
    package let progress = ArchiveProgress()
    /// The loop; `stop()` ends it after the batch in hand.
    package let runner: SinkRunner

    /// An archiver; the database must be migrated.
    package init(_ configuration: Configuration, logger: Logger) {
        let progress = progress
        runner = SinkRunner(configuration: configuration.reading, logger: logger) {
            let archive = try PostgresArchive(
                configuration.postgres, monthsAhead: configuration.live().partitionsAheadMonths, logger: logger)
            return try ColdSink(configuration, archive: archive, progress: progress, logger: logger)
        }
    }
}

/// What the archiver has done since it started; thread-safe.
package final class ArchiveProgress: Sendable {
    private let archived = Atomic(0)

    /// Records archived.
    package var records: Int { archived.load(ordering: .relaxed) }

    private struct GapKind: Hashable {
        let topic: String
        let reason: CheckpointMove.Gap.Reason

        static func counters(_ metric: Metric) -> CounterFamily<GapKind> {
            CounterFamily(
                metric,
                Topics.all.flatMap { topic in CheckpointMove.Gap.Reason.allCases.map { Self(topic: topic, reason: $0) }
                },
                values: { [$0.topic, $0.reason.rawValue] })
        }
    }

    private struct Invalid: Hashable {
        let topic: String
        let policy: InvalidRecordPolicy
    }

    private let invalidTotal = CounterFamily(
        Metric.archiveInvalidRecords,
        Topics.all.flatMap { topic in InvalidRecordPolicy.allCases.map { Invalid(topic: topic, policy: $0) } },
        values: { [$0.topic, $0.policy.rawValue] })
    private let gapsTotal = GapKind.counters(Metric.archiveGaps)
    private let gapRecordsTotal = GapKind.counters(Metric.archiveGapRecords)
    /// Counted by whoever drops them, who is there only once PostgreSQL is.
    private let droppedMonths = ArchiveRetention.droppedTotal
    private let erasuresTotal = Metric.archiveErasures.counter()
    private let recordsTotal = Metric.archiveRecords.counter()

    /// Counts a gap and what it holds, as far as that is known.
    func add(gap: CheckpointMove.Gap, in place: TopicPartition) {
        let kind = GapKind(topic: place.topic, reason: gap.reason)
        gapsTotal.increment(kind, by: 1)
        gapRecordsTotal.increment(kind, by: Int(clamping: gap.offsets ?? 0))
    }

    func add(erasures: Int) { erasuresTotal.increment(by: erasures) }

    /// Nothing is archived yet.
    package init() {}

    /// - Parameter invalid: records that cannot be used, by topic.
    func add(records: Int, invalid: [String: Int], _ policies: [String: InvalidRecordPolicy]) {
        archived.add(records, ordering: .relaxed)
        recordsTotal.increment(by: records)
        for (topic, count) in invalid {
            invalidTotal.increment(Invalid(topic: topic, policy: policies[topic] ?? .deadLetter), by: count)
        }
    }
}
