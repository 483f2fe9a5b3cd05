import Events
import Kafka
import Logging
import Postgres
import Streaming
import Synchronization

/// The cold path: every record of every topic into PostgreSQL, exactly once.
public struct Archiver: Sendable {
    /// How the archiver runs.
    public struct Configuration: Sendable {
        /// How it reads.
        public var reading: SinkRunner.Configuration
        /// Where the archive is.
        public var postgres: PostgresConfiguration
        /// Monthly partitions made ahead.
        public var partitionsAheadMonths: Int
        /// The clock by which partitions are made ahead; nothing archived depends on it.
        public var now: @Sendable () -> Instant

        /// A configuration; the topics of `reading` are set by the archiver.
        public init(
            reading: SinkRunner.Configuration, postgres: PostgresConfiguration, partitionsAheadMonths: Int,
            now: @escaping @Sendable () -> Instant
        ) {
            self.reading = reading
            self.reading.topics = Topics.all
            self.postgres = postgres
            self.partitionsAheadMonths = partitionsAheadMonths
            self.now = now
        }
    }

    /// How far it has come.
    public let progress = ArchiveProgress()
    /// The loop; `stop()` ends it after the batch in hand.
    public let runner: SinkRunner

    /// An archiver; the database must be migrated.
    public init(_ configuration: Configuration, logger: Logger) {
        let progress = progress
        runner = SinkRunner(configuration: configuration.reading, logger: logger) {
            try ColdSink(configuration, progress: progress, logger: logger)
        }
    }
}

/// What the archiver has done since it started; thread-safe.
public final class ArchiveProgress: Sendable {
    private let archived = Atomic(0)

    /// Records archived.
    public var records: Int { archived.load(ordering: .relaxed) }

    func add(records: Int) { archived.add(records, ordering: .relaxed) }
}
