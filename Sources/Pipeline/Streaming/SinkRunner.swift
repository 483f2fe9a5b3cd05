import Blocking
import Events
import Foundation
import Kafka
import Logging
import Synchronization

/// Reads topics in batches and puts them into a ``PartitionSink``: a ``SinkLoop`` on a thread that owns the consumer and
/// the sink.
package final class SinkRunner: Sendable {
    /// How a runner reads.
    package struct Configuration: Sendable {
        /// The consumer group.
        package var group: String
        /// The topics to read.
        package var topics: [String]
        /// Properties for librdkafka.
        package var properties: KafkaProperties
        /// How large a batch gets and how long it waits; asked before every batch.
        package var batch: @Sendable () -> BatchLimits
        /// How long settling may take when a partition is revoked or the runner stops.
        package var drainDeadline: Duration
        /// Whether to start at the oldest record that the log still holds when a checkpoint does not fit the log.
        ///
        /// Else it stops with an error that says what was found: nothing is skipped or repeated without a person's
        /// word.
        package var restartsOnTopicReset: Bool
        /// How long to wait before the group is joined for the first time.
        package var joinDelay = Duration.zero
        /// What metrics call this path: `hot` or `cold`, as the processors say.
        package var path = "sink"
        /// The time of the day, by which freshness is measured; nil measures none, and nothing stored depends on it.
        package var wall: (@Sendable () -> Instant)?
        /// How long a partition may stand still before its end, while the store takes records.
        package var standstillTimeout = Duration.seconds(60)

        /// A configuration.
        package init(
            group: String, topics: [String], properties: KafkaProperties, drainDeadline: Duration,
            restartsOnTopicReset: Bool, batch: @escaping @Sendable () -> BatchLimits
        ) {
            self.group = group
            self.topics = topics
            self.properties = properties
            self.batch = batch
            self.drainDeadline = drainDeadline
            self.restartsOnTopicReset = restartsOnTopicReset
        }
    }

    private let configuration: Configuration
    private let logger: Logger
    private let makeSink: @Sendable () throws -> any PartitionSink
    private let stopping = StopSignal()
    /// Of the present membership.
    private let wait = Mutex<ConsumerWait?>(nil)
    private let state: Mutex<(sink: SinkState, since: ContinuousClock.Instant)>
    private let lag: LagWatch
    private let kafka: KafkaWatch
    private let journal: KafkaJournal

    /// A runner; ``run()`` makes the sink on the thread that will own it.
    package init(
        configuration: Configuration, logger: Logger, makeSink: @escaping @Sendable () throws -> any PartitionSink
    ) {
        self.configuration = configuration
        self.logger = logger
        self.makeSink = makeSink
        lag = LagWatch(group: configuration.group, patience: configuration.standstillTimeout, logger: logger)
        kafka = KafkaWatch(
            at: configuration.properties["bootstrap.servers"] ?? "", meanwhile: "no records are read", logger: logger)
        journal = KafkaJournal(logger)
        state = Mutex((.joining, .now))
    }

    /// What keeps records from moving, for an operator; nil while they move.
    package var obstacle: String? {
        let state = state.withLock(\.self)
        return switch state.sink {
        case .joining: kafka.obstacle ?? waitingForGroup(since: state.since)
        case .waiting(let error): "the store does not take records: \(error)"
        case .moving: kafka.obstacle ?? lag.obstacle
        }
    }

    private func waitingForGroup(since: ContinuousClock.Instant) -> String {
        "no partitions are assigned yet: waiting for the group \(configuration.group) since "
            + "\((ContinuousClock.now - since).inSeconds). A group waits "
            + GroupPatience(configuration.properties).text
    }

    /// Asks ``run()`` to finish the batch in hand, commit and return.
    package func stop() {
        stopping.give()
        wait.withLock(\.self)?.end()
    }

    /// Runs until ``stop()`` or a failure that time does not mend.
    package func run() async throws {
        lag.start()
        kafka.start()
        defer {
            lag.stop()
            kafka.stop()
            wait.withLock { $0 = nil }
        }
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            let thread = Thread {
                done.resume(with: Result { try self.runOnThread() })
            }
            thread.name = configuration.group
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    private func runOnThread() throws {
        rest(configuration.joinDelay)
        try SinkLoop(configuration, host: self, logger: logger, makeSink: makeSink).run()
    }
}

extension SinkRunner: SinkHost {
    package var isStopping: Bool { stopping.isGiven }

    package var now: ContinuousClock.Instant { .now }

    package func join(
        _ configuration: Configuration, _ handlers: Consumer.Handlers
    ) throws -> any RecordSource {
        let consumer = try Consumer(
            properties: configuration.properties, group: configuration.group, clientID: configuration.group,
            topics: configuration.topics, handlers: handlers, log: journal.log)
        lag.follow(consumer.logEnds)
        kafka.follow(consumer.brokers)
        wait.withLock { $0 = consumer.wait }
        // Else whoever asked for the end just before would have ended no wait.
        if isStopping { consumer.wait.end() }
        return consumer
    }

    package func rest(_ pause: Duration) { stopping.rest(pause) }

    package func takeStandstill() -> Standstill? { lag.takeStandstill() }

    package func tell(_ state: SinkState) {
        self.state.withLock { told in
            if case .joining = state, case .joining = told.sink { return }
            told = (state, .now)
        }
        switch state {
        case .joining: lag.owns([:], partitions: [:])
        case .moving(let reading, let partitions): lag.owns(reading, partitions: partitions)
        // Lag goes on being counted from where it stands.
        case .waiting: lag.pause()
        }
    }
}
