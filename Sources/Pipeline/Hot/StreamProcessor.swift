import Events
import Kafka
import Logging
import Profiles
import Redis
import Streaming

/// The hot path: `data.normalized` and `user-activity-events` into live profiles.
package struct StreamProcessor: Sendable {
    /// How the stream processor runs.
    package struct Configuration: Sendable {
        /// How it reads.
        package var reading: SinkRunner.Configuration
        /// Where the profiles live.
        package var redis: RedisConfiguration
        /// What may be remembered between batches.
        package var memory: Memory
        /// How long an emission may take to be acknowledged before the batch is tried again.
        package var emitTimeout: Duration
        /// What can change while it runs; asked once per batch, so that a batch sees one commit.
        package var live: @Sendable () -> Live

        /// A configuration; the topics of `reading` are set by the processor.
        package init(
            reading: SinkRunner.Configuration, redis: RedisConfiguration, memory: Memory, emitTimeout: Duration,
            live: @escaping @Sendable () -> Live
        ) {
            self.reading = reading
            self.reading.topics = StreamProcessor.topics
            self.reading.path = "hot"
            self.redis = redis
            self.memory = memory
            self.emitTimeout = emitTimeout
            self.live = live
        }
    }

    /// What a processor may remember between batches.
    package struct Memory: Sendable {
        /// Users whose state is kept, per fold.
        package var users: Int
        /// About how many bytes these take, per fold.
        package var bytes: Int
        /// Activity insights that are held back.
        package var waitingInsights: Int

        /// All of it.
        package init(users: Int, bytes: Int, waitingInsights: Int) {
            self.users = users
            self.bytes = bytes
            self.waitingInsights = waitingInsights
        }
    }

    /// The part of the configuration that a running processor takes over from a new commit.
    package struct Live: Sendable {
        /// The formula's constants and their commit.
        package var terms: WellnessProfile.Terms
        /// Least time between two activity insights of one user.
        package var activityInterval: Duration
        /// By topic; a topic without an entry parks what cannot be used.
        package var invalidRecords: [String: InvalidRecordPolicy]
        /// Which topics demand signatures.
        package var signatures: SignaturePolicy

        /// All of it.
        package init(
            terms: WellnessProfile.Terms, activityInterval: Duration, invalidRecords: [String: InvalidRecordPolicy],
            signatures: SignaturePolicy
        ) {
            self.terms = terms
            self.activityInterval = activityInterval
            self.invalidRecords = invalidRecords
            self.signatures = signatures
        }
    }

    /// The topics it reads.
    package static let topics = [Topics.wellness, Topics.activity]

    /// How far it has come.
    package let progress = HotProgress()
    /// The loop; `stop()` ends it after the batch in hand.
    package let runner: SinkRunner

    /// A processor; the producer emits insights, dead letters and rerouted records, and stays the caller's to close.
    package init(_ configuration: Configuration, producer: Producer, logger: Logger) {
        let progress = progress
        runner = SinkRunner(configuration: configuration.reading, logger: logger) {
            let surroundings = HotSurroundings(
                connect: { () throws(RedisError) in try RedisConnection(configuration.redis) }, outlet: producer,
                now: { .now })
            return try HotSink(configuration, in: surroundings, progress: progress, logger: logger)
        }
    }
}
