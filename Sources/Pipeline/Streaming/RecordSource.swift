import Kafka

/// Where a ``SinkLoop`` reads: a member of a consumer group, a ``Consumer`` unless somebody stands in for it.
///
/// The handlers it was made with are called from inside ``poll(max:timeout:)`` and ``close()`` only.
package protocol RecordSource: AnyObject {
    /// As ``Consumer/poll(max:timeout:)``, rebalances and refused assignments included.
    func poll(max: Int, timeout: Duration) throws -> RecordBatch
    /// The oldest offset kept and the one the next record will get.
    func watermarks(of place: TopicPartition, timeout: Duration) throws -> (low: Int64, high: Int64)
    /// How many partitions a topic has.
    func partitionCount(of topic: String, timeout: Duration) throws -> Int32
    /// The cluster's id; nil if no broker said it in time.
    func clusterID(timeout: Duration) -> String?
    /// Tells the group how far this member has come.
    func commit(_ offsets: [TopicPartition: CommittedOffset]) throws
    /// What was told the group last; partitions of which it knows nothing are absent.
    func committed(of places: [TopicPartition], timeout: Duration) throws -> [TopicPartition: CommittedOffset]
    /// Whether it has asked the group for partitions and has not been answered yet.
    var isJoining: Bool { get }
    /// Leaves the group, after a last `onRevoke`.
    func close()
}

extension RecordSource {
    package var isJoining: Bool { false }
}

extension Consumer: RecordSource {}

/// What a ``SinkLoop`` runs in: the group that it joins, the time, and whoever may stop it.
package protocol SinkHost: AnyObject {
    /// Whether to finish the batch in hand and end.
    var isStopping: Bool { get }
    /// Differences alone count.
    var now: ContinuousClock.Instant { get }
    /// Joins the group; partitions arrive during the first polls.
    func join(_ configuration: SinkRunner.Configuration, _ handlers: Consumer.Handlers) throws -> any RecordSource
    /// Lets time pass, but not past a stop.
    func rest(_ pause: Duration)
    /// Told whenever this changes, and after every batch.
    func tell(_ state: SinkState)
    /// Partitions that should move and do not, if any were noticed since this was asked last.
    func takeStandstill() -> Standstill?
}

/// What a ``SinkLoop`` is doing.
package enum SinkState: Sendable {
    /// No partitions are assigned.
    case joining
    /// Records move; where, and how many partitions there are as far as is known.
    case moving([TopicPartition: Checkpoint], partitions: [String: Int32])
    /// The store does not take what is in hand.
    case waiting(any Error)
}
