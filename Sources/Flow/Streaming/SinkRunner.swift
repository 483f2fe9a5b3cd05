import Foundation
import Kafka
import Logging
import Synchronization
import Telemetry

/// Reads topics in batches and puts them into a ``PartitionSink``: the loop that both paths share.
///
/// One thread owns the consumer and the sink. On revoke the batch in hand is settled before the partition is given up,
/// since the consumer calls back only between batches.
public final class SinkRunner: Sendable {
    /// How a runner reads.
    public struct Configuration: Sendable {
        /// The consumer group.
        public var group: String
        /// The topics to read.
        public var topics: [String]
        /// Properties for librdkafka.
        public var properties: KafkaProperties
        /// How large a batch gets and how long it waits; asked before every batch.
        public var batch: @Sendable () -> BatchLimits
        /// How long settling may take when a partition is revoked or the runner stops.
        public var drainDeadline: Duration
        /// What to do when a checkpoint does not fit the log.
        public var onTopicReset: TopicResetPolicy
        /// Whether a failure to make the sink passes with time; any other ends ``run()`` with it.
        public var isRetriable: @Sendable (any Error) -> Bool = { _ in true }

        /// A configuration.
        public init(
            group: String, topics: [String], properties: KafkaProperties, drainDeadline: Duration,
            onTopicReset: TopicResetPolicy, batch: @escaping @Sendable () -> BatchLimits
        ) {
            self.group = group
            self.topics = topics
            self.properties = properties
            self.batch = batch
            self.drainDeadline = drainDeadline
            self.onTopicReset = onTopicReset
        }
    }

    private let configuration: Configuration
    private let logger: Logger
    private let makeSink: @Sendable () throws -> any PartitionSink
    private let stopping = Atomic(false)
    private let assigned = Atomic(false)

    /// A runner; ``run()`` makes the sink on the thread that will own it.
    public init(
        configuration: Configuration, logger: Logger, makeSink: @escaping @Sendable () throws -> any PartitionSink
    ) {
        self.configuration = configuration
        self.logger = logger
        self.makeSink = makeSink
    }

    /// Whether the consumer has joined its group and was given its partitions.
    public var isReady: Bool { assigned.load(ordering: .relaxed) }

    /// Asks ``run()`` to finish the batch in hand, commit and return.
    public func stop() { stopping.store(true, ordering: .relaxed) }

    /// Runs until ``stop()`` or a failure that time does not mend.
    public func run() async throws {
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
        guard let sink = try patiently("connect", { try makeSink() }, isRetriable: configuration.isRetriable) else {
            return
        }
        var backoff = Backoff()
        while !isStopping {
            do {
                try consume(into: sink, joined: { backoff.reset() })
            } catch let restart as StartOver {
                logger.notice("starting over from the checkpoints", metadata: ["reason": "\(restart.reason)"])
                assigned.store(false, ordering: .relaxed)
                // An outage during the assignment: the sink must be there before the group is joined again.
                guard restart.needsSink else { continue }
                rest(backoff.next())
                guard try patiently("reconnect", sink.reconnect, backoff: &backoff) != nil else { return }
            }
        }
    }

    private var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// Joins the group and moves batches until stopped; throws ``StartOver`` when a new consumer is needed.
    private func consume(into sink: any PartitionSink, joined: @escaping () -> Void) throws {
        let session = PartitionSession(configuration: configuration, sink: sink, logger: logger)
        let consumer = try session.join {
            self.assigned.store(true, ordering: .relaxed)
            joined()
        }
        defer { consumer.close() }
        var advisory = ContinuousClock.now
        while !isStopping {
            let batch = try poll(consumer, sink)
            try session.raiseFailure()
            for error in batch.errors {
                guard !error.isFatal else { throw error }
                logger.warning("Kafka reported an error", metadata: ["error": "\(error)"])
            }
            if batch.isEmpty {
                try move(session, sink) { try sink.idle() }
            } else {
                try move(session, sink) {
                    if try sink.process(batch, owned: &session.owned) == .conflict { throw Conflict() }
                }
            }
            if ContinuousClock.now - advisory > .seconds(2) {
                advisory = .now
                commitAdvisory(consumer, session)
            }
        }
        try move(session, sink) {
            if try sink.settle(within: configuration.drainDeadline) == .conflict { throw Conflict() }
        }
        commitAdvisory(consumer, session)
    }

    private func poll(_ consumer: Consumer, _ sink: any PartitionSink) throws -> RecordBatch {
        do {
            let limits = configuration.batch()
            return try consumer.poll(max: limits.records, timeout: limits.wait)
        } catch {
            // What the assignment threw. An outage passes, a topic that was made anew does not.
            guard let cause = error.underlying else { throw error }
            guard sink.isRetriable(cause) else { throw cause }
            throw StartOver(reason: "the assignment failed: \(cause)", needsSink: true)
        }
    }

    /// Repeats `body` over passing failures, each time from what the sink has really stored.
    private func move(_ session: PartitionSession, _ sink: any PartitionSink, _ body: () throws -> Void) throws {
        var backoff = Backoff()
        while true {
            do {
                return try body()
            } catch is Conflict {
                logger.warning("a write was refused: another owner moved the checkpoint")
                sink.forget(session.owned.partitions)
                try adoptStored(session, sink, backoff: &backoff)
            } catch  where sink.isRetriable(error) {
                logger.warning("the sink failed, trying again", metadata: ["error": "\(error)"])
                sink.forget(session.owned.partitions)
                try reconnect(sink, backoff: &backoff)
                try adoptStored(session, sink, backoff: &backoff)
            }
        }
    }

    /// Believes in what is stored, as soon as that can be read: a store can be away, or being rebuilt for minutes.
    private func adoptStored(_ session: PartitionSession, _ sink: any PartitionSink, backoff: inout Backoff) throws {
        while true {
            do {
                return try session.adoptStored()
            } catch  where sink.isRetriable(error) {
                logger.warning("cannot read the checkpoints, trying again", metadata: ["error": "\(error)"])
                rest(backoff.next())
                try reconnect(sink, backoff: &backoff)
            }
        }
    }

    private func reconnect(_ sink: any PartitionSink, backoff: inout Backoff) throws {
        guard try patiently("reconnect", { try sink.reconnect() }, backoff: &backoff) != nil else {
            throw StartOver(reason: "stopping while the sink is down")
        }
    }

    private func commitAdvisory(_ consumer: Consumer, _ session: PartitionSession) {
        do {
            try consumer.commit(session.owned.nextOffsets)
        } catch {
            logger.debug("the advisory group commit failed", metadata: ["error": "\(error)"])
        }
    }

    private func patiently<T>(
        _ what: String, _ body: () throws -> T, isRetriable: (any Error) -> Bool
    ) throws -> T? {
        var backoff = Backoff()
        return try patiently(what, body, isRetriable: isRetriable, backoff: &backoff)
    }

    /// Tries until it works; nil when asked to stop meanwhile.
    private func patiently<T>(
        _ what: String, _ body: () throws -> T, isRetriable: (any Error) -> Bool = { _ in true },
        backoff: inout Backoff
    ) throws -> T? {
        while !isStopping {
            let pause = backoff.next()
            do {
                let result = try body()
                return result
            } catch {
                guard isRetriable(error) else { throw error }
                logger.warning("could not \(what), trying again", metadata: ["error": "\(error)", "in": "\(pause)"])
            }
            rest(pause)
        }
        return nil
    }

    /// Sleeps, but not past a stop.
    private func rest(_ pause: Duration) {
        var left = pause
        while left > .zero, !isStopping {
            Thread.sleep(forTimeInterval: 0.05)
            left -= .milliseconds(50)
        }
    }
}

/// A compare-and-set found another checkpoint than it believed in.
struct Conflict: Error {}

/// The consumer cannot go on from where it reads: a new one must start from the stored checkpoints.
struct StartOver: Error {
    let reason: String
    /// Whether the sink must be connected anew first.
    var needsSink = false
}
