import Events
import Kafka
import Logging

/// One membership in the consumer group: which partitions are owned, and from which checkpoints.
///
/// Used on the loop's thread only.
final class PartitionSession {
    var owned = OwnedPartitions(clusterID: nil)
    /// Partitions whose log turned out to be another one only by what was read of it: known to the next membership.
    private(set) var otherLogs: [TopicPartition: OtherLog]
    /// By what the logs of partitions that were just assigned are to be known again.
    private var unproven: [TopicPartition: RecordMark] = [:]
    private let configuration: SinkRunner.Configuration
    private let sink: any PartitionSink
    private let logger: Logger
    private weak var source: (any RecordSource)?
    private var failure: (any Error)?

    init(
        configuration: SinkRunner.Configuration, sink: any PartitionSink, otherLogs: [TopicPartition: OtherLog] = [:],
        logger: Logger
    ) {
        self.configuration = configuration
        self.sink = sink
        self.otherLogs = otherLogs
        self.logger = logger
    }

    /// Joins by way of the host; the source asks this session where each partition starts.
    func join(_ host: any SinkHost, onAssigned: @escaping () -> Void) throws -> any RecordSource {
        let handlers = Consumer.Handlers(
            onAssign: { [unowned self] partitions in
                let starts = try self.assign(partitions)
                onAssigned()
                return starts
            },
            onRevoke: { [unowned self] partitions, lost in self.revoke(partitions, lost: lost) })
        let source = try host.join(configuration, handlers)
        self.source = source
        return source
    }

    /// Throws what went wrong inside a rebalance, where nothing can be thrown.
    func raiseFailure() throws {
        guard let failure else { return }
        self.failure = nil
        throw failure
    }

    /// Makes sure that the batch comes from the logs that the checkpoints belong to, and numbers new ones.
    ///
    /// - Throws: ``StartOver`` where another log bears the name.
    func recognize(_ batch: borrowing RecordBatch) throws {
        if !unproven.isEmpty { try prove(batch) }
        owned.number(batch)
    }

    /// Others have found out that these partitions have another log.
    func note(_ others: [TopicPartition: OtherLog]) { otherLogs.merge(others) { $1 } }

    /// Believes in what is stored now, skipping records of the batch in hand that are already there.
    ///
    /// - Throws: ``StartOver`` where somebody else has moved a checkpoint: of which log, only an assignment finds out.
    func adoptStored() throws {
        try learn(Set(owned.partitions.map(\.topic)))
        let stored = try sink.checkpoints(of: owned.partitions)
        for partition in owned.partitions.sorted() where !owned.adopt(stored[partition], of: partition) {
            throw StartOver(reason: "the checkpoint of \(partition) is not one that this process has stored")
        }
    }

    private func assign(_ partitions: [TopicPartition]) throws -> [TopicPartition: Consumer.StartOffset] {
        guard let source else { return [:] }
        if owned.partitions.isEmpty { owned = OwnedPartitions(clusterID: source.clusterID(timeout: .seconds(10))) }
        let stored = try checkpoints(of: partitions)
        // After the first word with the store, so that a connection that died meanwhile was noticed.
        try learn(Set(partitions.map(\.topic)))
        let unknown = partitions.filter { stored[$0] == nil }
        let group = unknown.isEmpty ? [:] : try source.committed(of: unknown, timeout: .seconds(10))
        var starts: [TopicPartition: Consumer.StartOffset] = [:]
        for partition in partitions {
            starts[partition] = .at(
                try start(
                    partition, stored[partition], group[partition],
                    log: source.watermarks(of: partition, timeout: .seconds(10))))
        }
        logger.info("partitions assigned", metadata: ["partitions": "\(partitions.sorted())"])
        return starts
    }

    /// Owns a partition; gives back where to begin reading, which may be the last record that was processed.
    private func start(
        _ partition: TopicPartition, _ stored: Checkpoint?, _ group: CommittedOffset?, log: (low: Int64, high: Int64)
    ) throws -> Int64 {
        var decision = Checkpoint.start(
            from: stored, low: log.low, high: log.high, clusterID: owned.clusterID, groupRead: group?.offset)
        if let other = otherLogs.removeValue(forKey: partition), case .at = decision,
            other.generation == stored?.generation, other.mark == nil || other.mark == stored?.mark
        {
            decision = .reset(to: log.low, other.reset)
        }
        // A store that was emptied would begin to count its logs anew.
        let generation = group.flatMap { Int64($0.metadata) } ?? 0
        switch decision {
        case .at(let offset):
            owned.add(partition, stored: stored, start: offset, generation: generation)
            guard let mark = stored?.mark, (log.low..<offset).contains(mark.offset) else { return offset }
            unproven[partition] = mark
            return mark.offset
        case .reset(let offset, let reset):
            guard configuration.restartsOnTopicReset else {
                throw TopicResetError(partition: partition, reset: reset)
            }
            logger.error(
                "restarting a partition at its oldest record",
                metadata: ["partition": "\(partition)", "at": "\(offset)", "reason": "\(reset)"])
            owned.add(partition, stored: stored, start: offset, reset: reset, generation: generation)
            return offset
        }
    }

    private func prove(_ batch: borrowing RecordBatch) throws {
        var refuted: TopicPartition?
        func judge(_ partition: TopicPartition, _ isSame: (RecordMark) -> Bool) throws {
            guard let mark = unproven.removeValue(forKey: partition), !isSame(mark) else { return }
            let reset = TopicReset.otherRecord(at: mark.offset)
            guard configuration.restartsOnTopicReset else {
                throw TopicResetError(partition: partition, reset: reset)
            }
            otherLogs[partition] = OtherLog(
                generation: owned.generation(of: partition), mark: mark, reset: reset)
            refuted = refuted ?? partition
        }
        try batch.forEach { record in
            guard !unproven.isEmpty else { return }
            let partition = TopicPartition(topic: record.topic, partition: record.partition)
            // What is delivered once more comes from before.
            guard let mark = unproven[partition], record.offset >= mark.offset else { return }
            let found = RecordMark(record)
            try judge(partition) { mark in
                // Only from a compacted log a record goes from among others.
                mark == found || (found.offset > mark.offset && Topics.compacted.contains(record.topic))
            }
        }
        for (partition, end) in batch.ends {
            try judge(partition) { end <= $0.offset || Topics.compacted.contains(partition.topic) }
        }
        guard let refuted else { return }
        throw StartOver(reason: "\(refuted): its log is not the one that was read")
    }

    private func learn(_ topics: Set<String>) throws {
        guard let source, !topics.isEmpty else { return }
        var counts: [String: Int32] = [:]
        for topic in topics.sorted() {
            counts[topic] = try source.partitionCount(of: topic, timeout: .seconds(10))
        }
        try sink.adopt(counts)
        owned.learn(counts)
    }

    /// A connection that rested while nothing was owned may have died unnoticed. One more attempt over a new one costs less
    /// than leaving the group, which holds up the other members too.
    private func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        do {
            return try sink.checkpoints(of: partitions)
        } catch  where owned.partitions.isEmpty && error.isPassing {
            logger.info("connecting anew during an assignment", metadata: ["error": "\(error)"])
            try sink.reconnect()
            return try sink.checkpoints(of: partitions)
        }
    }

    private func revoke(_ partitions: [TopicPartition], lost: Bool) {
        if !lost {
            do {
                if try sink.settle(within: configuration.drainDeadline) == .conflict {
                    failure = StartOver(reason: "a write was refused during a revoke")
                }
            } catch {
                // What was not stored is read again by the next owner.
                logger.warning("could not settle before a revoke", metadata: ["error": "\(error)"])
            }
        }
        sink.forget(partitions)
        for partition in partitions {
            owned.remove(partition)
            unproven[partition] = nil
        }
        logger.info("partitions revoked", metadata: ["partitions": "\(partitions.sorted())", "lost": "\(lost)"])
    }
}
