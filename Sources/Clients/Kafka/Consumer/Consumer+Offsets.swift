import CRdKafka
import Glibc

extension Consumer {
    /// Tells the group how far this member has come, for lag dashboards: asynchronous, and no error comes back later.
    ///
    /// Does nothing while the member waits to be given its share, since that would cost it all partitions.
    /// - Parameter offsets: of the next record to read, per partition.
    package func commit(_ offsets: [TopicPartition: CommittedOffset]) throws(KafkaError) {
        try begin()
        guard !offsets.isEmpty, !context.joins.isJoining else { return }
        let list = PartitionList(offsets)
        try KafkaError.check(rd_kafka_commit(handle.pointer, list.pointer, 1), client: handle.pointer)
    }

    /// Asks the group's coordinator what was committed last; partitions of which it knows nothing are absent. A broker
    /// forgets the offsets of a topic that is deleted, and of a group that was away for its retention time.
    package func committed(
        of places: [TopicPartition], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: CommittedOffset] {
        try begin()
        return try handle.committed(of: places, timeout: timeout)
    }

    /// Goes on reading at other offsets. What was fetched but not yet polled is dropped; batches in hand are not.
    ///
    /// Only between polls. The partitions must be assigned to this member.
    package func rewind(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        try begin()
        try seek(offsets.map { ($0.key, $0.value) })
    }

    /// Asks the broker for the oldest offset kept and the one the next record will get.
    package func watermarks(
        of place: TopicPartition, timeout: Duration
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        try begin()
        return try handle.watermarks(of: place, timeout: timeout)
    }

    /// The partitions now read by this member, as librdkafka knows them; empty after ``close()``.
    package var assignment: Set<TopicPartition> {
        var answer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
        guard rd_kafka_assignment(handle.pointer, &answer) == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { return [] }
        return Set(PartitionList(owning: answer).pointer.places)
    }

    /// What the group calls this member; empty before it has joined, and after it left.
    package var memberID: String {
        guard let name = rd_kafka_memberid(handle.pointer) else { return "" }
        defer { rd_kafka_mem_free(handle.pointer, name) }
        return String(cString: name)
    }

    /// The cluster's id; nil if no broker said it in time.
    package func clusterID(timeout: Duration) -> String? {
        handle.clusterID(timeout: timeout)
    }

    /// How many partitions a topic has.
    package func partitionCount(of topic: String, timeout: Duration) throws(KafkaError) -> Int32 {
        try begin()
        return try handle.partitionCount(of: topic, timeout: timeout)
    }

    /// librdkafka marks what it fetched before a seek as outdated and skips it in later batches. A partition assigned a
    /// moment ago may not have started fetching, which is answered by a state error until it has.
    func seek(_ offsets: [(TopicPartition, Int64)]) throws(KafkaError) {
        let limit = ContinuousClock.now + .seconds(10)
        var pending = offsets
        while !pending.isEmpty {
            let list = PartitionList(pending)
            if let error = rd_kafka_seek_partitions(handle.pointer, list.pointer, limit.remaining.milliseconds) {
                throw KafkaError(consuming: error)
            }
            pending = []
            for element in list.pointer.elements where element.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                let error = KafkaError(element.err, client: handle.pointer, partition: element.place)
                guard error.code == .state, limit.remaining > .zero, assignment.contains(element.place) else {
                    throw error
                }
                pending.append((element.place, element.offset))
            }
            if !pending.isEmpty { usleep(1000) }
        }
    }
}
