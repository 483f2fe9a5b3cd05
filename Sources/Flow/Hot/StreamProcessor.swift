import Events
import Kafka
import Logging
import Profiles
import Redis
import Streaming

/// The hot path: `data.normalized` and `user-activity-events` into live profiles.
public struct StreamProcessor: Sendable {
    /// How the stream processor runs.
    public struct Configuration: Sendable {
        /// How it reads.
        public var reading: SinkRunner.Configuration
        /// Where the profiles live.
        public var redis: RedisConfiguration
        /// Users whose state is remembered between batches, per fold.
        public var cachedUsers: Int
        /// Least time between two activity insights of one user.
        public var activityInterval: Duration
        /// How long an emission may take to be acknowledged before the batch is tried again.
        public var emitTimeout: Duration
        /// The formula's constants and their commit, asked once per batch.
        public var terms: @Sendable () -> WellnessProfile.Terms

        /// A configuration; the topics of `reading` are set by the processor.
        public init(
            reading: SinkRunner.Configuration, redis: RedisConfiguration, cachedUsers: Int, activityInterval: Duration,
            emitTimeout: Duration, terms: @escaping @Sendable () -> WellnessProfile.Terms
        ) {
            self.reading = reading
            self.reading.topics = StreamProcessor.topics
            self.redis = redis
            self.cachedUsers = cachedUsers
            self.activityInterval = activityInterval
            self.emitTimeout = emitTimeout
            self.terms = terms
        }
    }

    /// The topics it reads.
    public static let topics = [Topics.wellness, Topics.activity]

    /// How far it has come.
    public let progress = HotProgress()
    /// The loop; `stop()` ends it after the batch in hand.
    public let runner: SinkRunner

    /// A processor; the producer emits insights, dead letters and rerouted records, and stays the caller's to close.
    public init(_ configuration: Configuration, producer: Producer, logger: Logger) {
        let progress = progress
        runner = SinkRunner(configuration: configuration.reading, logger: logger) {
            try HotSink(configuration, producer: producer, progress: progress, logger: logger)
        }
    }
}
