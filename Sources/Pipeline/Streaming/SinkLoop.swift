import Kafka
import Logging
import Observability

/// The loop that both paths share: joins the group, moves batches into a ``PartitionSink``, and mends what time mends.
///
/// On revoke the batch in hand is settled before the partition is given up, since the source calls back only between
/// batches. One owning thread.
package final class SinkLoop {
    private struct Membership {
        let session: PartitionSession
        let source: any RecordSource
        var advisory: ContinuousClock.Instant
        var isAssigned = false
        /// Whether the last batch was empty and there was nothing to tell.
        var isQuiet = false
        /// Nil while the group has answered.
        var wait: GroupWait?
    }

    /// The longest wait for records while none come: what others found out meanwhile is then looked at.
    private static let quietWait = Duration.seconds(1)

    private let configuration: SinkRunner.Configuration
    private let host: any SinkHost
    private let logger: Logger
    private let makeSink: () throws -> any PartitionSink
    private let reporter = Reporter()
    private let meters: SinkMeters
    private var sink: (any PartitionSink)?
    private var membership: Membership?
    /// Between attempts to join.
    private var backoff = Backoff()
    /// Found by a membership that has ended, for the next one to act on.
    private var otherLogs: [TopicPartition: OtherLog] = [:]

    /// Nothing is connected before the first ``step()``.
    package init(
        _ configuration: SinkRunner.Configuration, host: any SinkHost, logger: Logger,
        makeSink: @escaping () throws -> any PartitionSink
    ) {
        self.configuration = configuration
        self.host = host
        self.logger = logger
        self.makeSink = makeSink
        meters = SinkMeters(configuration.path)
    }

    /// Steps until the host stops it, or until a failure that time does not mend; leaves the group in any case.
    package func run() throws {
        defer { leave() }
        while !host.isStopping { try step() }
        try finish()
    }

    /// Connects and joins where that is still to be done, then moves one batch.
    package func step() throws {
        guard let sink = try connected() else { return }
        try startingOver {
            if membership == nil { try join(sink) }
            try moveBatch(sink)
        }
    }

    /// Stores and tells what is in hand, and leaves the group.
    package func finish() throws {
        defer { leave() }
        guard let sink, let membership else { return }
        try startingOver {
            try move(membership.session, sink) {
                if try sink.settle(within: configuration.drainDeadline) == .conflict { throw Conflict() }
            }
            commitAdvisory(membership)
        }
    }

    /// Leaves the group, which gives up the partitions.
    private func leave() {
        if let session = membership?.session { otherLogs = session.otherLogs }
        membership?.source.close()
        membership = nil
    }

    private func connected() throws -> (any PartitionSink)? {
        if let sink { return sink }
        var backoff = Backoff()
        sink = try patiently(.connect, makeSink, isPassing: \.isPassing, backoff: &backoff)
        return sink
    }

    private func startingOver(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let restart as StartOver {
            leave()
            reporter.emit(SinkStartedOver(configuration.path, reason: restart.reason), to: logger)
            host.tell(.joining)
            // An outage during the assignment: the sink must be there before the group is joined again.
            if restart.isRepeatable { host.rest(backoff.next()) }
            guard restart.needsSink, let sink else { return }
            _ = try patiently(.reconnect, sink.reconnect, backoff: &backoff)
        }
    }

    private func join(_ sink: any PartitionSink) throws {
        host.tell(.joining)
        let session = PartitionSession(
            configuration: configuration, sink: sink, otherLogs: otherLogs, logger: logger)
        otherLogs = [:]
        let source = try session.join(host) { [unowned self] in
            membership?.isAssigned = true
            backoff.reset()
        }
        membership = Membership(
            session: session, source: source, advisory: host.now, wait: GroupWait(since: host.now))
    }

    private func moveBatch(_ sink: any PartitionSink) throws {
        guard let session = membership?.session, let source = membership?.source else { return }
        let batch = try poll(source, sink)
        try session.raiseFailure()
        try check(batch.errors)
        try session.recognize(batch)
        if batch.isEmpty, !session.owned.isBeyondCheckpoint(batch.ends) {
            try move(session, sink) { try sink.idle() }
        } else {
            let begun = host.now
            try move(session, sink) {
                if try sink.process(batch, owned: &session.owned) == .conflict { throw Conflict() }
            }
            meters.committed(batch, in: host.now - begun, at: configuration.wall?())
        }
        if let standstill = host.takeStandstill() {
            session.note(standstill.otherLogs)
            throw StartOver(reason: standstill.reason, isRepeatable: true)
        }
        tellProgress(session, source)
        let isQuiet = batch.isEmpty && batch.ends.isEmpty && membership?.wait == nil
        membership?.isQuiet = isQuiet
        if let membership, host.now - membership.advisory > .seconds(2) {
            self.membership?.advisory = host.now
            if batch.isEmpty { try lookAgain(session, sink) }
            commitAdvisory(membership)
        }
    }

    /// librdkafka tells once that a partition's next offset lies outside its log, and then reads it no more: to find out what
    /// has become of the log, and where to go on, is what an assignment does.
    private func check(_ errors: [KafkaError]) throws {
        for error in errors {
            guard !error.isFatal else { throw error }
            if error.code == .offsetReset {
                throw StartOver(reason: "the log is not where it was read: \(error)", isRepeatable: true)
            }
            logger.warning("Kafka reported an error", metadata: ["error": "\(error)"])
        }
    }

    private func tellProgress(_ session: PartitionSession, _ source: any RecordSource) {
        let hasNothing = membership?.isAssigned == false || (session.owned.partitions.isEmpty && source.isJoining)
        guard hasNothing else {
            membership?.wait = nil
            return host.tell(.moving(session.owned.reading, partitions: session.owned.counts))
        }
        var wait = membership?.wait ?? GroupWait(since: host.now)
        let waited = wait.due(at: host.now)
        membership?.wait = wait
        host.tell(.joining)
        guard let waited else { return }
        logger.warning(
            "waiting for the group to give this process partitions",
            metadata: [
                "group": "\(configuration.group)", "waited": "\(waited.inSeconds)",
                "theGroupWaits": "\(GroupPatience(configuration.properties).text)",
            ])
    }

    /// A store that came back without its last writes tells nobody: while there is nothing to write, only asking shows it.
    private func lookAgain(_ session: PartitionSession, _ sink: any PartitionSink) throws {
        try move(session, sink) {
            let stored = try sink.checkpoints(of: session.owned.partitions)
            guard session.owned.believes(in: stored) else {
                throw Conflict(reason: "the stored checkpoints are not those that this owner left")
            }
        }
    }

    private func poll(_ source: any RecordSource, _ sink: any PartitionSink) throws -> RecordBatch {
        do {
            let limits = configuration.batch()
            return try source.poll(max: limits.records, timeout: max(limits.wait, quietWait(for: sink)))
        } catch {
            // What the assignment threw. An outage passes, a topic that was made anew does not.
            guard let cause = (error as? KafkaError)?.underlying else { throw error }
            guard cause.isPassing else { throw cause }
            throw StartOver(reason: "the assignment failed: \(cause)", needsSink: true, isRepeatable: true)
        }
    }

    /// How long nothing but a record need end the wait: no time before a first quiet moment was used.
    private func quietWait(for sink: any PartitionSink) -> Duration {
        guard membership?.isQuiet == true else { return .zero }
        return min(Self.quietWait, sink.nextWork.map { $0 - host.now } ?? Self.quietWait)
    }

    /// Repeats `body` over passing failures, each time from what the sink has really stored.
    private func move(_ session: PartitionSession, _ sink: any PartitionSink, _ body: () throws -> Void) throws {
        var backoff = Backoff()
        while true {
            do {
                return try body()
            } catch let conflict as Conflict {
                reporter.emit(SinkConflicted(configuration.path, reason: "\(conflict.reason)"), to: logger)
                sink.forget(session.owned.partitions)
                try adoptStored(session, sink, backoff: &backoff)
            } catch  where error.isPassing {
                reporter.emit(SinkRetried(configuration.path, .move, error), to: logger)
                host.tell(.waiting(error))
                // A process that is asked to end does not wait for its store: the next owner reads the batch again.
                guard !host.isStopping else { throw StartOver(reason: "stopping while the sink is down") }
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
            } catch  where error.isPassing {
                reporter.emit(SinkRetried(configuration.path, .adopt, error), to: logger)
                host.tell(.waiting(error))
                host.rest(backoff.next())
                try reconnect(sink, backoff: &backoff)
            }
        }
    }

    private func reconnect(_ sink: any PartitionSink, backoff: inout Backoff) throws {
        guard try patiently(.reconnect, { try sink.reconnect() }, backoff: &backoff) != nil else {
            throw StartOver(reason: "stopping while the sink is down")
        }
    }

    private func commitAdvisory(_ membership: Membership) {
        do {
            let stored = membership.session.owned.stored
            try membership.source.commit(
                stored.mapValues { CommittedOffset(offset: $0.nextOffset, metadata: "\($0.generation)") })
        } catch {
            logger.debug("the advisory group commit failed", metadata: ["error": "\(error)"])
        }
    }

    /// Tries until it works; nil when asked to stop meanwhile.
    private func patiently<T>(
        _ what: SinkRetried.Attempt, _ body: () throws -> T, isPassing: (any Error) -> Bool = { _ in true },
        backoff: inout Backoff
    ) throws -> T? {
        while !host.isStopping {
            let pause = backoff.next()
            do {
                return try body()
            } catch {
                guard isPassing(error) else { throw error }
                reporter.emit(SinkRetried(configuration.path, what, error, pause: pause), to: logger)
                host.tell(.waiting(error))
            }
            host.rest(pause)
        }
        return nil
    }
}
