import Kafka

/// What a ``SinkRunner`` writes into: a store that keeps the offset beside the effects.
///
/// All calls come from the runner's one thread.
package protocol PartitionSink: AnyObject {
    /// The stored checkpoints of these partitions; a partition that was never committed has none.
    func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint]

    /// Learns how many partitions topics have, before anything of them is processed.
    ///
    /// A sink that remembers what it has written sees to it that nobody who knows another number can write any more, and
    /// forgets what it remembers of these topics where the number is new.
    ///
    /// - Throws: an error that passes, as ``RetriableError`` says, where somebody knows of more partitions: ask the broker again.
    func adopt(_ partitions: [String: Int32]) throws

    /// Applies the records of a batch and moves the checkpoints by ``OwnedPartitions/moves(through:)``, in one atomic
    /// write. There may be no record and something to move all the same.
    ///
    /// Records that ``OwnedPartitions/shouldProcess(_:offset:)`` refuses are left alone. A sink may return before the
    /// write is acknowledged, as long as ``settle()`` waits for it.
    ///
    /// - Throws: an error that passes, as ``RetriableError`` says, where the same batch may be tried again.
    func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome

    /// Waits until everything that ``process(_:owned:)`` began is stored and told.
    ///
    /// - Throws: when it takes longer than the deadline. Nothing stored is lost by that, but what was to be told is.
    func settle(within deadline: Duration) throws -> CommitOutcome

    /// Forgets what is remembered of partitions that are no longer owned.
    func forget(_ partitions: [TopicPartition])

    /// Connects anew after a failure; the next ``process(_:owned:)`` repeats the batch.
    func reconnect() throws

    /// Called when no records came, at least every second and when ``nextWork`` has come: the place for work that is due by
    /// time.
    func idle() throws

    /// When ``idle()`` has something to do that must not wait until it is called anyway; nil where there is nothing.
    var nextWork: ContinuousClock.Instant? { get }
}

extension PartitionSink {
    package var nextWork: ContinuousClock.Instant? { nil }
}
