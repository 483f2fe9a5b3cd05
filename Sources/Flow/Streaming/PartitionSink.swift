import Kafka

/// What a ``SinkRunner`` writes into: a store that keeps the offset beside the effects.
///
/// All calls come from the runner's one thread.
public protocol PartitionSink: AnyObject {
    /// The stored checkpoints of these partitions; a partition that was never committed has none.
    func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint]

    /// Applies the records of a batch and moves the checkpoints in one atomic write.
    ///
    /// Records that ``OwnedPartitions/shouldProcess(_:offset:)`` refuses are left alone. A sink may return before the
    /// write is acknowledged, as long as ``settle()`` waits for it.
    ///
    /// - Throws: an error whose ``isRetriable(_:)`` is true where the same batch may be tried again.
    func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome

    /// Waits until everything that ``process(_:owned:)`` began is stored and told.
    ///
    /// - Throws: when it takes longer than the deadline. Nothing stored is lost by that, but what was to be told is.
    func settle(within deadline: Duration) throws -> CommitOutcome

    /// Forgets what is remembered of partitions that are no longer owned.
    func forget(_ partitions: [TopicPartition])

    /// Connects anew after a failure; the next ``process(_:owned:)`` repeats the batch.
    func reconnect() throws

    /// Whether the failure is one of the infrastructure, which passes, and not of the data.
    func isRetriable(_ error: any Error) -> Bool

    /// Called when no records came, at least every poll timeout: the place for work that is due by time.
    func idle() throws
}

/// The partitions a consumer owns, each with the checkpoint it believes in.
public struct OwnedPartitions: Sendable {
    /// The Kafka cluster, stored with every checkpoint.
    public let clusterID: String?
    private var checkpoints: [TopicPartition: Checkpoint?] = [:]
    private var positions: [TopicPartition: Int64] = [:]
    private var counts: [String: Int32] = [:]

    /// No partitions yet.
    public init(clusterID: String?) { self.clusterID = clusterID }

    /// The next record of every owned partition.
    var next: [TopicPartition: Int64] { positions }

    /// The partitions that are owned now.
    public var partitions: [TopicPartition] { Array(positions.keys) }

    mutating func add(_ partition: TopicPartition, stored: Checkpoint?, start: Int64) {
        checkpoints[partition] = .some(stored)
        positions[partition] = start
    }

    mutating func learn(_ topic: String, partitions: Int32) { counts[topic] = partitions }

    /// How many partitions a topic had when some of them were assigned last.
    public func partitionCount(of topic: String) -> Int32 { counts[topic] ?? 1 }

    mutating func remove(_ partition: TopicPartition) {
        checkpoints[partition] = nil
        positions[partition] = nil
    }

    /// Whether a record is to be processed: its partition is owned, and its effects are not yet in the sink.
    ///
    /// A batch can still hold records of a partition that was revoked while it was fetched.
    public func shouldProcess(_ partition: TopicPartition, offset: Int64) -> Bool {
        guard let position = positions[partition] else { return false }
        return offset >= position
    }

    /// Whether these are the stored checkpoints of all owned partitions, as far as this owner knows.
    func believes(in stored: [TopicPartition: Checkpoint]) -> Bool { stored == checkpoints.compactMapValues { $0 } }

    /// Whether this is the partition's stored checkpoint, as far as this owner knows.
    func believes(_ partition: TopicPartition, is stored: Checkpoint?) -> Bool {
        checkpoints[partition].map { $0 == stored } ?? false
    }

    /// Whether the partition is read from before its checkpoint, which belongs to a log that is gone.
    func isRestarting(_ partition: TopicPartition) -> Bool {
        guard let position = positions[partition], case .some(.some(let checkpoint)) = checkpoints[partition] else {
            return false
        }
        return position < checkpoint.nextOffset
    }

    /// The compare-and-set that moves a partition to `nextOffset`.
    public func move(_ partition: TopicPartition, to nextOffset: Int64) -> CheckpointMove {
        CheckpointMove(
            expected: checkpoints[partition] ?? nil, next: Checkpoint(nextOffset: nextOffset, clusterID: clusterID))
    }

    /// Believes in what a commit stored.
    public mutating func advance(_ moves: [TopicPartition: CheckpointMove]) {
        for (partition, move) in moves where positions[partition] != nil {
            checkpoints[partition] = .some(move.next)
            positions[partition] = move.next.nextOffset
        }
    }

    /// The next offset of every owned partition, for the advisory group commit.
    public var nextOffsets: [TopicPartition: Int64] {
        checkpoints.compactMapValues { $0?.nextOffset }
    }
}
