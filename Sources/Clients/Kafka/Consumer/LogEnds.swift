import CRdKafka

/// Asks for the ends of the log over a consumer's connections, from any thread; keeps the client alive, not the membership.
package struct LogEnds: Sendable {
    private let handle: ClientHandle

    init(_ handle: ClientHandle) { self.handle = handle }

    /// The offset that the next record of each partition will get, by one request to each broker.
    ///
    /// - Throws: also where a partition has no leader by the timeout.
    package func ends(
        of places: [TopicPartition], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        // A lookup by time, where the time "end" stands for the end of the log.
        try lookUp(places.map { ($0, Int64(RD_KAFKA_OFFSET_END)) }, timeout: timeout)
    }

    /// The first offset whose record is not older than the time given; a partition without any is absent.
    ///
    /// - Parameter times: milliseconds since 1970, 0 or more.
    package func firstOffsets(
        notBefore times: [TopicPartition: Int64], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        try lookUp(times.map { ($0.key, $0.value) }, timeout: timeout).filter { $0.value >= 0 }
    }

    private func lookUp(
        _ times: [(TopicPartition, Int64)], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        guard !times.isEmpty else { return [:] }
        let list = PartitionList(times)
        try KafkaError.check(
            rd_kafka_offsets_for_times(handle.pointer, list.pointer, timeout.milliseconds), client: handle.pointer)
        var offsets: [TopicPartition: Int64] = [:]
        for element in list.pointer.elements {
            try KafkaError.check(element.err, client: handle.pointer, partition: element.place)
            offsets[element.place] = element.offset
        }
        return offsets
    }

    /// How many partitions each topic has that the client uses, by one request.
    package func partitionCounts(timeout: Duration) throws(KafkaError) -> [String: Int32] {
        try handle.partitionCounts(timeout: timeout)
    }

    /// As ``Consumer/committed(of:timeout:)``.
    package func committed(
        of places: [TopicPartition], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: CommittedOffset] {
        try handle.committed(of: places, timeout: timeout)
    }
}

extension Consumer {
    /// For whoever watches the lag.
    package var logEnds: LogEnds { LogEnds(handle) }
}
