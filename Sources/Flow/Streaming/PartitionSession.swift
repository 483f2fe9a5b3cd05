import Kafka
import Logging

/// One membership in the consumer group: which partitions are owned, and from which checkpoints.
///
/// Used on the loop's thread only.
final class PartitionSession {
    var owned = OwnedPartitions(clusterID: nil)
    private let configuration: SinkRunner.Configuration
    private let sink: any PartitionSink
    private let logger: Logger
    private weak var source: (any RecordSource)?
    private var failure: (any Error)?

    init(configuration: SinkRunner.Configuration, sink: any PartitionSink, logger: Logger) {
        self.configuration = configuration
        self.sink = sink
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

    /// Believes in what is stored now, skipping records of the batch in hand that are already there.
    func adoptStored() throws {
        let stored = try sink.checkpoints(of: owned.partitions)
        for partition in owned.partitions {
            let now = stored[partition]
            if owned.believes(partition, is: now) { continue }
            // Of a topic that was made again nobody can tell by the offset whose checkpoint it is: that is asked anew.
            guard let now, !owned.isRestarting(partition), owned.shouldProcess(partition, offset: now.nextOffset) else {
                throw StartOver(reason: "the checkpoint of \(partition) moved back")
            }
            owned.add(partition, stored: now, start: now.nextOffset)
        }
    }

    private func assign(_ partitions: [TopicPartition]) throws -> [TopicPartition: Consumer.StartOffset] {
        guard let source else { return [:] }
        if owned.partitions.isEmpty { owned = OwnedPartitions(clusterID: source.clusterID(timeout: .seconds(10))) }
        for topic in Set(partitions.map(\.topic)) {
            owned.learn(topic, partitions: try source.partitionCount(of: topic, timeout: .seconds(10)))
        }
        let stored = try checkpoints(of: partitions)
        var starts: [TopicPartition: Consumer.StartOffset] = [:]
        for partition in partitions {
            let log = try source.watermarks(of: partition, timeout: .seconds(10))
            let checkpoint = stored[partition]
            var start: Int64
            switch Checkpoint.start(from: checkpoint, low: log.low, high: log.high, clusterID: owned.clusterID) {
            case .at(let offset): start = offset
            case .reset(let offset, let reset):
                guard configuration.onTopicReset == .restart else {
                    throw TopicResetError(partition: partition, reset: reset)
                }
                logger.error("restarting a partition", metadata: ["partition": "\(partition)", "reason": "\(reset)"])
                start = offset
            }
            owned.add(partition, stored: checkpoint, start: start)
            starts[partition] = .at(start)
        }
        logger.info("partitions assigned", metadata: ["partitions": "\(partitions.sorted())"])
        return starts
    }

    /// A connection that rested while nothing was owned may have died unnoticed. One more attempt over a new one costs less
    /// than leaving the group, which holds up the other members too.
    private func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        do {
            return try sink.checkpoints(of: partitions)
        } catch  where owned.partitions.isEmpty && sink.isRetriable(error) {
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
        for partition in partitions { owned.remove(partition) }
        logger.info("partitions revoked", metadata: ["partitions": "\(partitions.sorted())", "lost": "\(lost)"])
    }
}

/// A checkpoint does not fit the log, and the policy is to stop.
public struct TopicResetError: Error, CustomStringConvertible {
    /// The partition in question.
    public let partition: TopicPartition
    /// What was found.
    public let reset: TopicReset

    /// The cause and the cure.
    public var description: String {
        "\(partition): \(reset). Nothing was read. Restore the topic, or set onTopicReset: restart to begin at its "
            + "oldest record"
    }
}
